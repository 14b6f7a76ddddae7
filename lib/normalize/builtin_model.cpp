#include "builtin_model.h"

#include <cstddef>

// The file becomes part of the program's read-only data, which the system maps when it is read: neither start-up nor memory
// pays for what is not used.
#ifdef __APPLE__
#define KLINKER_SECTION ".const_data"
#define KLINKER_SYMBOL "_klinker_normalizer_model"
#else
#define KLINKER_SECTION ".section .rodata"
#define KLINKER_SYMBOL "klinker_normalizer_model"
#endif
asm(KLINKER_SECTION
    "\n"
    ".balign 16\n"
    ".globl " KLINKER_SYMBOL "\n" KLINKER_SYMBOL
    ":\n"
    ".incbin \"" KLINKER_NORMALIZER_MODEL
    "\"\n"
    ".globl " KLINKER_SYMBOL "_end\n" KLINKER_SYMBOL
    "_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char klinker_normalizer_model[];
extern const char klinker_normalizer_model_end[];
}

namespace klinker {

std::string_view builtin_normalizer_model() {
  return {klinker_normalizer_model, static_cast<std::size_t>(klinker_normalizer_model_end - klinker_normalizer_model)};
}

}  // namespace klinker
