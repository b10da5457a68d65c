#include "adapters/webhook/webhook.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sodium.h>
#include <sys/socket.h>

#include <array>

#include "base/network.h"

namespace peakend::adapters {
namespace {

using channel::Fault;

struct Talk {
  bool allow_private = false, refused_private = false;
  std::string said;
};
std::size_t hear(char* from, std::size_t size, std::size_t n, void* p) {
  auto& t = *static_cast<Talk*>(p);
  if (t.said.size() < 300) t.said.append(from, std::min(size * n, 300 - t.said.size()));
  return size * n;
}
/// Asked with the resolved address, so a name that points inwards does not help.
curl_socket_t open_socket(void* p, curlsocktype, curl_sockaddr* a) {
  auto& t = *static_cast<Talk*>(p);
  char text[INET6_ADDRSTRLEN] = "";
  if (a->family == AF_INET) inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&a->addr)->sin_addr, text, sizeof text);
  else if (a->family == AF_INET6) inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6*>(&a->addr)->sin6_addr, text, sizeof text);
  if (!t.allow_private && !is_public_address(text)) {
    t.refused_private = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

tl::unexpected<Fault> fault(Fault::What what, const char* code, std::string said = {}) { return tl::unexpected(Fault{what, code, std::move(said)}); }

class Webhook final : public channel::Sender {
 public:
  Webhook(channel::GatewaySettings s, const Clock& clock, WebhookOptions o) : s_(std::move(s)), clock_(clock), o_(o) {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (ready) curl_ = curl_easy_init();
  }
  ~Webhook() override {
    if (curl_ != nullptr) curl_easy_cleanup(curl_);
  }
  Webhook(const Webhook&) = delete;

  channel::Outcome send(const channel::Message& m) override {
    if (curl_ == nullptr) return fault(Fault::What::temporary, "connect");
    const std::string body = webhook_body(m);
    const auto now = to_ms(clock_.now()) / 1000;
    Talk talk{o_.allow_private, false, {}};
    char error[CURL_ERROR_SIZE] = "";
    curl_slist* headers = nullptr;
    for (const std::string& line : {std::string("Content-Type: application/json"), "X-Peakend-Message: " + m.id, "X-Peakend-Timestamp: " + std::to_string(now),
                                    "X-Peakend-Signature: " + webhook_signature(s_.secret, now, body), std::string("Expect:")})
      headers = curl_slist_append(headers, line.c_str());
    curl_easy_reset(curl_);
    const auto opt = [this](CURLoption o, auto v) { curl_easy_setopt(curl_, o, v); };
    opt(CURLOPT_URL, s_.url.c_str());
    opt(CURLOPT_PROTOCOLS_STR, o_.allow_private ? "https,http" : "https");
    opt(CURLOPT_PROXY, "");
    opt(CURLOPT_FOLLOWLOCATION, 0L);
    opt(CURLOPT_NOSIGNAL, 1L);
    opt(CURLOPT_CONNECTTIMEOUT, static_cast<long>(o_.connect_seconds));
    opt(CURLOPT_TIMEOUT, static_cast<long>(o_.total_seconds));
    opt(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    opt(CURLOPT_ERRORBUFFER, error);
    opt(CURLOPT_HTTPHEADER, headers);
    opt(CURLOPT_POST, 1L);
    opt(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    opt(CURLOPT_POSTFIELDS, body.c_str());
    opt(CURLOPT_WRITEFUNCTION, hear);
    opt(CURLOPT_WRITEDATA, &talk);
    opt(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    opt(CURLOPT_OPENSOCKETDATA, &talk);
    const CURLcode code = curl_easy_perform(curl_);
    long status = 0;
    curl_off_t sent = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl_, CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_slist_free_all(headers);
    return judge(code, static_cast<int>(status), static_cast<std::size_t>(sent) >= body.size(), talk, error);
  }

 private:
  static channel::Outcome judge(CURLcode code, int status, bool handed, const Talk& talk, const char* error) {
    using What = Fault::What;
    if (talk.refused_private) return fault(What::settings, "private_address");
    if (code == CURLE_UNSUPPORTED_PROTOCOL) return fault(What::settings, "private_address", error);
    if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION) return fault(What::settings, "tls", error);
    if (code != CURLE_OK && status == 0) {
      if (handed) return channel::Receipt{{}, true};
      return fault(What::temporary, code == CURLE_OPERATION_TIMEDOUT ? "timeout" : "connect", error);
    }
    if (status >= 200 && status < 300) return channel::Receipt{{}, false};
    if (status == 408 || status == 425 || status == 429 || status >= 500) return fault(What::temporary, status == 429 ? "too_many" : "answer", talk.said);
    if (status == 410) return fault(What::dead, "address", talk.said);
    if (status == 401 || status == 403 || status == 404) return fault(What::settings, "answer", talk.said);
    return fault(What::permanent, "answer", talk.said);
  }

  const channel::GatewaySettings s_;
  const Clock& clock_;
  const WebhookOptions o_;
  CURL* curl_ = nullptr;
};

}  // namespace

std::string webhook_signature(std::string_view secret, std::int64_t timestamp, std::string_view body) {
  const std::string signed_text = std::to_string(timestamp) + "." + std::string(body);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  std::string hex(2 * mac.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), mac.data(), mac.size());
  hex.pop_back();
  return "v1=" + hex;
}

std::unique_ptr<channel::Sender> open_webhook(channel::GatewaySettings s, const Clock& clock, WebhookOptions o) {
  return std::make_unique<Webhook>(std::move(s), clock, o);
}

}  // namespace peakend::adapters
