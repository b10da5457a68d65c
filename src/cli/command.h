#pragma once
// A subcommand as a descriptor. One file src/cli/<command>.cc with one function, one line in all.cc.
// Exit codes: 0 done, 1 failed, 2 wrong use, 3 the data directory is in use or cannot be written, 4 not found.
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "app/config.h"
#include "base/error.h"
#include "message/message.h"

namespace peakend::cli {

using app::Words;

enum Exit : int { kOk = 0, kFailed = 1, kUsage = 2, kInUse = 3, kNotFound = 4 };

/// What all commands share for one run of the program.
struct Shell {
  app::Config config;
  message::Lang lang = message::Lang::en;
  const char* say(Words w) const { return lang == message::Lang::zh ? w.zh : w.en; }
  /// Prints the error in plain words on standard error and returns the exit code that fits.
  int fail(const Error&) const;
};

struct Option {
  std::string flags;   ///< "--map,-m", or "file" for a positional argument
  std::string value;   ///< what the help calls the value; empty for switches
  Words help;
  std::variant<std::string*, std::int64_t*, bool*, std::vector<std::string>*> target;
  bool required = false;
};

struct Command {
  std::string name;
  Words summary;              ///< one line
  Words details{};            ///< examples and exit codes below the options
  std::vector<Option> options{};
  std::function<int(Shell&)> run{};
  std::vector<Command> children{};
  enum class Needs : std::uint8_t { nothing, data, serving } needs = Needs::data;  ///< which options of app::Config it takes
};

std::vector<Command> all_commands();
int run(int argc, char** argv);

}  // namespace peakend::cli
