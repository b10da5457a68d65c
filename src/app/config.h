#pragma once
// Every option of the program: name, environment variable, default, meaning and bounds, in one place.
// Read once at start; refused when wrong.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"

namespace peakend::app {

struct Config {
  std::string data = "peakend-data";
  std::string address = "127.0.0.1";
  int port = 8321;
  std::string base_url{};          ///< as browsers see it; empty: http(s)://address:port
  std::string certificate{}, private_key{};
  bool trust_proxy = false;
  bool allow_private_channels = false;
  std::string channel_ca{};        ///< PEM authorities of mail servers and gateways, besides the system's
  int io_threads = 0;              ///< 0: cores, at most 4
  int workers = 0;                 ///< 0: twice the cores, at least 4
  int max_connections = 10'000;
  int ingest_rate = 200'000;       ///< requests a second of one key that send items; 0: no limit
  int request_rate = 200;          ///< other requests a second of one key or account; 0: no limit
  int anonymous_rate = 40;         ///< requests a second of one network without a valid key or session, 200 at once; 0: no limit
  int memory_mb = 160;             ///< for the facts store; what does not fit goes to disk
  int session_idle_hours = 12;
  int session_days = 14;
  std::string log_level = "info";
  std::string log_format = "text";
  std::string log_file{};

  std::string records_path() const { return data + "/records.db"; }
  std::string facts_path() const { return data + "/facts.duckdb"; }
  bool tls() const { return !certificate.empty(); }
  std::string origin() const;      ///< base_url or what follows from address and port, without a final slash
};

/// A text in both languages of the program.
struct Words {
  const char* en = "";
  const char* zh = "";
};
/// One option, bound to its place in a Config.
struct OptionSpec {
  std::string flags;   ///< "--port,-p"
  std::string env;     ///< "PEAKEND_PORT"
  std::string value;   ///< what the help calls the value; empty for switches
  Words help;
  std::variant<std::string*, int*, bool*> target;
  bool only_serve = false;  ///< of no use to commands that open no port
};
std::vector<OptionSpec> option_specs(Config&);

/// Fills what is 0 = automatic and checks all bounds; invalid_fields names options ("--port").
Result<void> validate(Config&);

}  // namespace peakend::app
