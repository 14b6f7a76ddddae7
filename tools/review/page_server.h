#pragma once

#include <memory>
#include <string>

#include "klinker/classify/review_queue.h"

namespace klinker::tools {

/// Asks an annotator in a browser on the same machine. It listens on 127.0.0.1 alone, and answers only those who know the
/// random word in `url()` and reached it under the name of this machine, so that neither other users nor web pages can look
/// or answer.
class PageServer {
 public:
  /// Port 0: any free one. `queue` must outlive it. Throws Error(io) where the port cannot be had.
  PageServer(ReviewQueue& queue, int port);
  ~PageServer();

  /// Where the page is.
  const std::string& url() const;

  /// Until the page is closed with its button, or SIGINT or SIGTERM arrives.
  void run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace klinker::tools
