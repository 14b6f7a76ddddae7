#pragma once

namespace klinker {

/// While it lives, tensor operations of the calling thread use `count` threads; afterwards as many as before. Other
/// threads are not touched: a batch command gives each worker one, a trainer gives its only thread all cores.
class TensorThreads {
 public:
  /// 0 leaves the number as it is.
  explicit TensorThreads(unsigned count);
  ~TensorThreads();
  TensorThreads(const TensorThreads&) = delete;
  TensorThreads& operator=(const TensorThreads&) = delete;

 private:
  int before_;
};

}  // namespace klinker
