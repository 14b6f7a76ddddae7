#pragma once

// libtorch brings glog, whose CHECK ends the program; Catch's must win.
#include <torch/torch.h>
#undef CHECK
#include "catch.h"
