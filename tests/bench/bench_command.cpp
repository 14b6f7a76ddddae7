// klinker-bench-command INPUT COMMAND [ARGUMENT]...: runs COMMAND once with INPUT as its standard input and its output
// thrown away, and prints wall seconds, processor seconds and the peak memory of its largest process in MB. The exit status
// is the command's, or 127 when it could not be run. As `time -f`, but from fork to exit to the microsecond.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace {

double seconds(const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); }

[[noreturn]] void run(const char* input, char** command) {
  const int from = open(input, O_RDONLY), to = open("/dev/null", O_WRONLY);
  if (from >= 0 && to >= 0 && dup2(from, STDIN_FILENO) >= 0 && dup2(to, STDOUT_FILENO) >= 0) execvp(command[0], command);
  std::perror(from < 0 ? input : command[0]);
  _exit(127);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: klinker-bench-command INPUT COMMAND [ARGUMENT]...\n", stderr);
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) run(argv[1], argv + 2);
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    std::perror("klinker-bench-command");
    return 127;
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  std::printf("%.6f\t%.6f\t%.1f\n", wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime),
              static_cast<double>(usage.ru_maxrss) / 1000);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
