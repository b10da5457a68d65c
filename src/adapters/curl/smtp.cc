#include "adapters/curl/smtp.h"

#include <cstring>

#include "adapters/curl/transfer.h"

namespace peakend::adapters {
namespace {

using channel::Fault;

/// What curl's callbacks share.
struct Talk {
  std::string body;
  std::size_t read = 0;
  bool handed = false;       ///< the whole message was taken from us
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
class Smtp final : public channel::Sender {
 public:
  Smtp(channel::EmailSettings s, const Clock& clock, TransferOptions o) : s_(std::move(s)), clock_(clock), transfer_(std::move(o)) {}

  channel::Outcome send(const channel::Message& m) override {
    if (!transfer_.ready()) return fault(Fault::What::temporary, "connect");
    if (!channel::good_email(m.to)) return fault(Fault::What::dead, "address");
    Talk talk;
    talk.body = mime_text(m, s_, clock_.now());
    curl_slist* to = curl_slist_append(nullptr, ("<" + m.to + ">").c_str());
    set_up(talk, to);
    const CURLcode code = transfer_.run();
    const long answer = transfer_.status();
    curl_slist_free_all(to);
    if (code == CURLE_OK) return channel::Receipt{{}, false};
    if (talk.said.empty()) talk.said = transfer_.error();
    return judge(code, static_cast<int>(answer), talk);
  }

 private:
  void set_up(Talk& talk, curl_slist* to) {
    const bool v6 = s_.host.find(':') != std::string::npos;
    const std::string domain = s_.from.substr(std::min(s_.from.size(), s_.from.find('@') + 1));
    auto& t = transfer_;
    t.begin(std::string(s_.security == "tls" ? "smtps://" : "smtp://") + (v6 ? "[" + s_.host + "]" : s_.host) + ":" + std::to_string(s_.port) + "/" + domain, "smtp,smtps");
    if (s_.security == "starttls") t.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!s_.user.empty()) {
      t.set(CURLOPT_USERNAME, s_.user.c_str());
      t.set(CURLOPT_PASSWORD, s_.password.c_str());
    }
    const std::string from = "<" + s_.from + ">";  // curl keeps its own copy
    t.set(CURLOPT_MAIL_FROM, from.c_str());
    t.set(CURLOPT_MAIL_RCPT, to);
    t.set(CURLOPT_UPLOAD, 1L);
    t.set(CURLOPT_READFUNCTION, give);
    t.set(CURLOPT_READDATA, &talk);
    t.set(CURLOPT_HEADERFUNCTION, hear);
    t.set(CURLOPT_HEADERDATA, &talk);
  }

  channel::Outcome judge(CURLcode code, int answer, const Talk& talk) const {
    using What = Fault::What;
    const std::string_view error = transfer_.error();
    if (transfer_.refused_private()) return fault(What::settings, "private_address");
    if (code == CURLE_LOGIN_DENIED) return fault(What::settings, "login", talk.said);
    if (code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
      return fault(What::settings, "tls", error);
    if (answer >= 400 && answer < 500) return fault(What::temporary, "refused", talk.said);
    if (answer >= 500) {
      // A wrong recipient is the recipient's; a wrong sender or a closed door is ours.
      if (error.starts_with("RCPT failed")) return fault(answer == 550 || answer == 551 || answer == 553 || answer == 556 ? What::dead : What::permanent, "address", talk.said);
      if (error.starts_with("MAIL failed")) return fault(What::settings, "refused", talk.said);
      return fault(talk.handed ? What::permanent : What::settings, "refused", talk.said);
    }
    if (talk.handed) return channel::Receipt{{}, true};  // everything was handed over, the answer was lost
    if (code == CURLE_OPERATION_TIMEDOUT) return fault(What::temporary, "timeout", error);
    return fault(What::temporary, "connect", error);
  }

  const channel::EmailSettings s_;
  const Clock& clock_;
  Transfer transfer_;
};

}  // namespace

std::unique_ptr<channel::Sender> open_smtp(channel::EmailSettings s, const Clock& clock, TransferOptions o) {
  return std::make_unique<Smtp>(std::move(s), clock, std::move(o));
}

}  // namespace peakend::adapters
