#pragma once

// The tests build with Catch2 2 (Debian 12) and Catch2 3.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;  // global in Catch2 2
#else
#include <catch2/catch.hpp>
#endif
