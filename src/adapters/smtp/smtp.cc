#include "adapters/smtp/smtp.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "base/network.h"

namespace peakend::adapters {
namespace {

using channel::Fault;

/// What curl's callbacks share.
struct Talk {
  std::string body;
  std::size_t read = 0;
  bool handed = false;       ///< the whole message was taken from us
  bool allow_private = false, refused_private = false;
  std::string said;          ///< last line of the server
};

std::size_t give(char* to, std::size_t size, std::size_t n, void* p) {
  auto& t = *static_cast<Talk*>(p);
  const std::size_t k = std::min(size * n, t.body.size() - t.read);
  std::memcpy(to, t.body.data() + t.read, k);
  t.read += k;
  t.handed = t.handed || t.read == t.body.size();
  return k;
}
std::size_t hear(char* from, std::size_t size, std::size_t n, void* p) {
  auto& t = *static_cast<Talk*>(p);
  t.said.assign(from, std::min<std::size_t>(size * n, 300));
  while (!t.said.empty() && (t.said.back() == '\r' || t.said.back() == '\n')) t.said.pop_back();
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

tl::unexpected<Fault> fault(Fault::What what, const char* code, std::string said) { return tl::unexpected(Fault{what, code, std::move(said)}); }

class Smtp final : public channel::Sender {
 public:
  Smtp(channel::EmailSettings s, const Clock& clock, SmtpOptions o) : s_(std::move(s)), clock_(clock), o_(std::move(o)) {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (ready) curl_ = curl_easy_init();
  }
  ~Smtp() override {
    if (curl_ != nullptr) curl_easy_cleanup(curl_);
  }
  Smtp(const Smtp&) = delete;

  channel::Outcome send(const channel::Message& m) override {
    if (curl_ == nullptr) return fault(Fault::What::temporary, "connect", "");
    if (!channel::good_email(m.to)) return fault(Fault::What::dead, "address", "");
    Talk talk;
    talk.body = mime_text(m, s_, clock_.now());
    talk.allow_private = o_.allow_private;
    char error[CURL_ERROR_SIZE] = "";
    curl_slist* to = curl_slist_append(nullptr, ("<" + m.to + ">").c_str());
    set_up(talk, to, error);
    const CURLcode code = curl_easy_perform(curl_);
    long answer = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &answer);
    curl_slist_free_all(to);
    if (code == CURLE_OK) return channel::Receipt{{}, false};
    if (talk.said.empty()) talk.said = error;
    return judge(code, static_cast<int>(answer), talk, error);
  }

 private:
  void set_up(Talk& talk, curl_slist* to, char* error) {
    // reset() forgets options, not the connection.
    curl_easy_reset(curl_);
    const auto opt = [this](CURLoption o, auto v) { curl_easy_setopt(curl_, o, v); };
    const bool v6 = s_.host.find(':') != std::string::npos;
    const std::string domain = s_.from.substr(std::min(s_.from.size(), s_.from.find('@') + 1));
    const std::string url = std::string(s_.security == "tls" ? "smtps://" : "smtp://") + (v6 ? "[" + s_.host + "]" : s_.host) + ":" + std::to_string(s_.port) + "/" + domain;
    opt(CURLOPT_URL, url.c_str());
    opt(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    opt(CURLOPT_PROXY, "");
    opt(CURLOPT_NOSIGNAL, 1L);
    opt(CURLOPT_CONNECTTIMEOUT, static_cast<long>(o_.connect_seconds));
    opt(CURLOPT_TIMEOUT, static_cast<long>(o_.total_seconds));
    opt(CURLOPT_ERRORBUFFER, error);
    if (s_.security == "starttls") opt(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    opt(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!o_.ca_file.empty()) opt(CURLOPT_CAINFO, o_.ca_file.c_str());
    if (!s_.user.empty()) {
      opt(CURLOPT_USERNAME, s_.user.c_str());
      opt(CURLOPT_PASSWORD, s_.password.c_str());
    }
    from_ = "<" + s_.from + ">";
    opt(CURLOPT_MAIL_FROM, from_.c_str());
    opt(CURLOPT_MAIL_RCPT, to);
    opt(CURLOPT_UPLOAD, 1L);
    opt(CURLOPT_READFUNCTION, give);
    opt(CURLOPT_READDATA, &talk);
    opt(CURLOPT_HEADERFUNCTION, hear);
    opt(CURLOPT_HEADERDATA, &talk);
    opt(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    opt(CURLOPT_OPENSOCKETDATA, &talk);
  }

  static channel::Outcome judge(CURLcode code, int answer, const Talk& talk, std::string_view error) {
    using What = Fault::What;
    if (talk.refused_private) return fault(What::settings, "private_address", "");
    if (code == CURLE_LOGIN_DENIED) return fault(What::settings, "login", talk.said);
    if (code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
      return fault(What::settings, "tls", std::string(error.substr(0, 300)));
    if (answer >= 400 && answer < 500) return fault(What::temporary, "refused", talk.said);
    if (answer >= 500) {
      // A wrong recipient is the recipient's; a wrong sender or a closed door is ours.
      if (error.starts_with("RCPT failed")) return fault(answer == 550 || answer == 551 || answer == 553 || answer == 556 ? What::dead : What::permanent, "address", talk.said);
      if (error.starts_with("MAIL failed")) return fault(What::settings, "refused", talk.said);
      return fault(talk.handed ? What::permanent : What::settings, "refused", talk.said);
    }
    if (talk.handed) return channel::Receipt{{}, true};  // everything was handed over, the answer was lost
    if (code == CURLE_OPERATION_TIMEDOUT) return fault(What::temporary, "timeout", std::string(error.substr(0, 300)));
    return fault(What::temporary, "connect", std::string(error.substr(0, 300)));
  }

  const channel::EmailSettings s_;
  const Clock& clock_;
  const SmtpOptions o_;
  CURL* curl_ = nullptr;
  std::string from_;
};

}  // namespace

std::unique_ptr<channel::Sender> open_smtp(channel::EmailSettings s, const Clock& clock, SmtpOptions o) {
  return std::make_unique<Smtp>(std::move(s), clock, std::move(o));
}

}  // namespace peakend::adapters
