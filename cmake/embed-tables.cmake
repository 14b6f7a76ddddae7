# Writes a C++ file that holds every table of Dutch, and the templates, style sheets and scripts of pages.
#   cmake -DROOT=lib -DTABLES=a/tables/x.tsv,b/tables/y.tsv -DOUTPUT=builtin_tables.cpp -P embed-tables.cmake
string(REPLACE "," ";" TABLES "${TABLES}")
set(arrays "")
set(entries "")
set(count 0)
foreach(table IN LISTS TABLES)
  # A byte array, since compilers limit the length of string literals.
  file(READ ${ROOT}/${table} bytes HEX)
  file(SHA256 ${ROOT}/${table} hash)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "constexpr unsigned char kTable${count}[] = {${bytes}0};\n")
  string(APPEND entries "    {\"${table}\", {reinterpret_cast<const char*>(kTable${count}), sizeof kTable${count} - 1},\n     \"${hash}\"},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT}
"// Made by cmake/embed-tables.cmake from lib/*/tables and lib/*/pages.
#include \"text/builtin_tables.h\"

namespace klinker {
namespace {
${arrays}
const BuiltinTable kTables[] = {
${entries}};
}  // namespace

std::span<const BuiltinTable> builtin_tables() { return kTables; }

}  // namespace klinker
")
