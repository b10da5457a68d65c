#pragma once
// What every transfer by libcurl shares: one handle, limits, TLS 1.2 or better with verified certificates, no proxy, no
// redirects, and no way to addresses inside unless that is allowed. One thread at a time.
#include <curl/curl.h>

#include <string>
#include <string_view>

#include "channel/channel.h"

namespace peakend::adapters {

struct TransferOptions {
  bool allow_private = false;  ///< private, local and link-local addresses, and plain http
  int connect_seconds = 10, total_seconds = 60;
  std::string ca_file{};       ///< PEM, besides the system's
};

class Transfer {
 public:
  explicit Transfer(TransferOptions);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  bool ready() const { return curl_ != nullptr; }
  const TransferOptions& options() const { return o_; }
  /// Forgets the last transfer's options, not its connection. `protocols` as in CURLOPT_PROTOCOLS_STR.
  void begin(const std::string& url, const char* protocols);
  template <class V>
  void set(CURLoption option, V value) { curl_easy_setopt(curl_, option, value); }
  CURLcode run();
  long status() const;              ///< last answer of the server; 0 when there was none
  std::size_t uploaded() const;     ///< octets
  /// The name led to an address that is not allowed. Seen after resolving, so a name that points inwards does not help.
  bool refused_private() const { return refused_private_; }
  std::string_view error() const { return error_; }  ///< curl's words, at most 255 octets

 private:
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr*);
  const TransferOptions o_;
  CURL* curl_ = nullptr;
  bool refused_private_ = false;
  char error_[CURL_ERROR_SIZE] = "";
};

tl::unexpected<channel::Fault> fault(channel::Fault::What, const char* code, std::string_view said = {});

}  // namespace peakend::adapters
