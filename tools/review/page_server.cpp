#include "page_server.h"

#include <httplib.h>
#include <sys/random.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <ctime>
#include <mutex>
#include <thread>

#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "klinker/text/visible_text.h"
#include "text/json_reader.h"

namespace klinker::tools {
namespace {

constexpr const char* kAddress = "127.0.0.1";
constexpr std::size_t kTokenBytes = 16, kMostBytes = 64u << 10, kThreads = 4;
constexpr std::int64_t kMostTasks = 1'000'000'000;
constexpr std::time_t kSecondsToRead = 5;

std::string random_token() {
  unsigned char bytes[kTokenBytes];
  if (getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes))
    throw Error(ErrorCode::io, "the system gives no random numbers");
  std::string out;
  for (const unsigned char byte : bytes)
    for (const int digit : {byte >> 4, byte & 15}) out += "0123456789abcdef"[digit];
  return out;
}

// Takes as long for a wrong word as for the right one.
bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  int different = 0;
  for (std::size_t i = 0; i < a.size(); ++i) different |= a[i] ^ b[i];
  return different == 0;
}

struct PageFile {
  const char* name;  // in the URL
  const char* table;
  const char* media_type;
};
constexpr PageFile kFiles[] = {{"", "classify/pages/review.html", "text/html; charset=utf-8"},
                               {"review.css", "classify/pages/review.css", "text/css; charset=utf-8"},
                               {"review.js", "classify/pages/review.js", "text/javascript; charset=utf-8"}};

std::string state_json(const ReviewQueue& queue) {
  const auto& labels = queue.session().labels();
  const std::vector<std::string> keys = review_keys(labels);
  std::string out = "{\"annotator\":" + json_string(queue.annotator()) + ",\"done\":" + std::to_string(queue.done()) +
                    ",\"left\":" + std::to_string(queue.left()) + ",\"note\":" + json_string(queue.note()) + ",\"labels\":[";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0) out += ',';
    out += "{\"name\":" + json_string(labels[i]) + ",\"shown\":" + json_string(visible_text(labels[i])) +
           ",\"key\":" + json_string(keys[i]) + "}";
  }
  out += "],\"task\":";
  const ReviewTask* const task = queue.current();
  if (task == nullptr) return out + "null}";
  out += "{\"number\":" + std::to_string(task->number) + ",\"text\":" + json_string(visible_text(task->text));
  if (queue.guess_shown()) out += ",\"guess\":" + json_string(visible_text(task->guess));
  return out + "}}";
}

}  // namespace

struct PageServer::Impl {
  ReviewQueue& queue;
  std::mutex mutex;  // of the queue
  std::string token = random_token();
  httplib::Server server;
  std::string host, url;
  std::atomic<bool> stopped{false};

  explicit Impl(ReviewQueue& q) : queue(q) {}

  // A page on the web may send requests to this machine, also under a name of its own that leads here; its requests have its
  // own name as host or origin. Nor does it know the token.
  bool may_enter(const httplib::Request& request) const {
    const std::string local = "localhost" + host.substr(std::strlen(kAddress));
    const auto is_here = [&](const std::string& name) { return name == host || name == local; };
    if (!is_here(request.get_header_value("Host")) || request.get_header_value_count("Host") != 1) return false;
    const std::string origin = request.get_header_value("Origin");
    if (!origin.empty() && !(origin.starts_with("http://") && is_here(origin.substr(7)))) return false;
    const std::string_view path = request.path;
    return path.size() > token.size() + 1 && same_word(path.substr(1, token.size()), token) && path[token.size() + 1] == '/';
  }

  void serve_files() {
    for (const PageFile& file : kFiles)
      server.Get("/" + token + "/" + file.name, [&file](const httplib::Request&, httplib::Response& response) {
        const std::string_view bytes = builtin_table(file.table);
        response.set_content(bytes.data(), bytes.size(), file.media_type);
      });
  }

  // What is wrong with a request goes back to the page; the answer is the new state.
  template <typename Change>
  void serve_change(const std::string& name, const Change& change) {
    server.Post("/" + token + "/" + name, [this, change](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock(mutex);
      try {
        if (request.get_header_value("Content-Type") != "application/json")
          throw Error(ErrorCode::wrong_type, "the body must be application/json");
        const JsonDocument body(request.body, "request");
        change(body.root());
        response.set_content(state_json(queue), "application/json");
      } catch (const Error& error) {
        response.status = error.code() == ErrorCode::io ? 500 : 400;
        response.set_content("{\"error\":" + json_string(error.what()) + "}", "application/json");
      }
    });
  }

  void answer(const JsonObject& body) {
    const auto task = static_cast<std::size_t>(body.integer("task", 1, kMostTasks));
    // A key that was struck twice must not answer the next message.
    if (queue.current() == nullptr || queue.current()->number != task) return;
    queue.set_note(body.string("note", ""));
    queue.answer(body.string("label", ""));
  }

  void set_up() {
    server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server.set_keep_alive_max_count(1);
    server.set_read_timeout(kSecondsToRead);
    server.set_payload_max_length(kMostBytes);
    server.set_default_headers({{"Content-Security-Policy",
                                 "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri "
                                 "'none'; form-action 'none'; frame-ancestors 'none'"},
                                {"X-Content-Type-Options", "nosniff"},
                                {"Referrer-Policy", "no-referrer"},
                                {"Cache-Control", "no-store"}});
    server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (may_enter(request)) return httplib::Server::HandlerResponse::Unhandled;
      response.status = 404;
      return httplib::Server::HandlerResponse::Handled;
    });
    serve_files();
    server.Get("/" + token + "/state", [this](const httplib::Request&, httplib::Response& response) {
      const std::lock_guard lock(mutex);
      response.set_content(state_json(queue), "application/json");
    });
    serve_change("answer", [this](const JsonObject& body) { answer(body); });
    serve_change("undo", [this](const JsonObject&) { queue.undo(); });
    serve_change("stop", [this](const JsonObject&) { stopped = true; });
  }
};

PageServer::PageServer(ReviewQueue& queue, int port) : impl_(std::make_unique<Impl>(queue)) {
  impl_->set_up();
  if (port == 0) port = impl_->server.bind_to_any_port(kAddress);
  else if (!impl_->server.bind_to_port(kAddress, port)) port = -1;
  if (port <= 0) throw Error(ErrorCode::io, "the page cannot be served: the port is taken; choose another --port");
  impl_->host = std::string(kAddress) + ":" + std::to_string(port);
  impl_->url = "http://" + impl_->host + "/" + impl_->token + "/";
}

PageServer::~PageServer() = default;

const std::string& PageServer::url() const { return impl_->url; }

void PageServer::run() {
  // Blocked before there is another thread, so that this one gets them.
  sigset_t signals, before;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  std::thread listener([this] { impl_->server.listen_after_bind(); });
  constexpr timespec kWait = {0, 100'000'000};
  while (!impl_->stopped && sigtimedwait(&signals, nullptr, &kWait) < 0) {
  }
  impl_->server.stop();
  listener.join();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace klinker::tools
