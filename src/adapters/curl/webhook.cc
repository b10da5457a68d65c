#include "adapters/curl/webhook.h"

#include <sodium.h>

#include <array>

namespace peakend::adapters {
namespace {

using channel::Fault;

constexpr std::size_t kHeard = 300;
std::size_t hear(char* from, std::size_t size, std::size_t n, void* p) {
  auto& said = *static_cast<std::string*>(p);
  said.append(from, std::min(size * n, kHeard - said.size()));
  return size * n;
}

class Webhook final : public channel::Sender {
 public:
  Webhook(channel::GatewaySettings s, const Clock& clock, TransferOptions o) : s_(std::move(s)), clock_(clock), transfer_(std::move(o)) {}

  channel::Outcome send(const channel::Message& m) override {
    auto& t = transfer_;
    if (!t.ready()) return fault(Fault::What::temporary, "connect");
    const std::string body = webhook_body(m);
    const auto now = to_ms(clock_.now()) / 1000;
    std::string said;
    curl_slist* headers = nullptr;
    for (const std::string& line : {std::string("Content-Type: application/json"), "X-Peakend-Message: " + m.id, "X-Peakend-Timestamp: " + std::to_string(now),
                                    "X-Peakend-Signature: " + webhook_signature(s_.secret, now, body), std::string("Expect:")})
      headers = curl_slist_append(headers, line.c_str());
    t.begin(s_.url, t.options().allow_private ? "https,http" : "https");
    t.set(CURLOPT_HTTPHEADER, headers);
    t.set(CURLOPT_POST, 1L);
    t.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    t.set(CURLOPT_POSTFIELDS, body.c_str());
    t.set(CURLOPT_WRITEFUNCTION, hear);
    t.set(CURLOPT_WRITEDATA, &said);
    const CURLcode code = t.run();
    curl_slist_free_all(headers);
    return judge(code, static_cast<int>(t.status()), t.uploaded() >= body.size(), said);
  }

 private:
  channel::Outcome judge(CURLcode code, int status, bool handed, const std::string& said) const {
    using What = Fault::What;
    const std::string_view error = transfer_.error();
    if (transfer_.refused_private()) return fault(What::settings, "private_address");
    if (code == CURLE_UNSUPPORTED_PROTOCOL) return fault(What::settings, "private_address", error);
    if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION) return fault(What::settings, "tls", error);
    if (code != CURLE_OK && status == 0) {
      if (handed) return channel::Receipt{{}, true};
      return fault(What::temporary, code == CURLE_OPERATION_TIMEDOUT ? "timeout" : "connect", error);
    }
    if (status >= 200 && status < 300) return channel::Receipt{{}, false};
    if (status == 408 || status == 425 || status == 429 || status >= 500) return fault(What::temporary, status == 429 ? "too_many" : "answer", said);
    if (status == 410) return fault(What::dead, "address", said);
    if (status == 401 || status == 403 || status == 404) return fault(What::settings, "answer", said);
    return fault(What::permanent, "answer", said);
  }

  const channel::GatewaySettings s_;
  const Clock& clock_;
  Transfer transfer_;
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

std::unique_ptr<channel::Sender> open_webhook(channel::GatewaySettings s, const Clock& clock, TransferOptions o) {
  return std::make_unique<Webhook>(std::move(s), clock, o);
}

}  // namespace peakend::adapters
