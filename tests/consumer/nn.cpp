#include <klinker/nn/runtime.h>

int main() { return klinker::nn::inspect_runtime().threads > 0 ? 0 : 1; }
