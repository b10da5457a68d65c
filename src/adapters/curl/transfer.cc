#include "adapters/curl/transfer.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <utility>

#include "base/network.h"

namespace peakend::adapters {

Transfer::Transfer(TransferOptions o) : o_(std::move(o)) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (ready) curl_ = curl_easy_init();
}
Transfer::~Transfer() {
  if (curl_ != nullptr) curl_easy_cleanup(curl_);
}

void Transfer::begin(const std::string& url, const char* protocols) {
  curl_easy_reset(curl_);
  refused_private_ = false;
  error_[0] = '\0';
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, protocols);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(o_.connect_seconds));
  set(CURLOPT_TIMEOUT, static_cast<long>(o_.total_seconds));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!o_.ca_file.empty()) set(CURLOPT_CAINFO, o_.ca_file.c_str());
  set(CURLOPT_ERRORBUFFER, error_);
  set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
}

CURLcode Transfer::run() { return curl_easy_perform(curl_); }

long Transfer::status() const {
  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::size_t Transfer::uploaded() const {
  curl_off_t sent = 0;
  curl_easy_getinfo(curl_, CURLINFO_SIZE_UPLOAD_T, &sent);
  return static_cast<std::size_t>(sent);
}

curl_socket_t Transfer::open_socket(void* self, curlsocktype, curl_sockaddr* a) {
  auto& t = *static_cast<Transfer*>(self);
  char text[INET6_ADDRSTRLEN] = "";
  if (a->family == AF_INET) inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&a->addr)->sin_addr, text, sizeof text);
  else if (a->family == AF_INET6) inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6*>(&a->addr)->sin6_addr, text, sizeof text);
  if (!t.o_.allow_private && !is_public_address(text)) {
    t.refused_private_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

tl::unexpected<channel::Fault> fault(channel::Fault::What what, const char* code, std::string_view said) {
  return tl::unexpected(channel::Fault{what, code, std::string(said)});
}

}  // namespace peakend::adapters
