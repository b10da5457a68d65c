#pragma once
// PORT 3. Messages that leave the program: e-mail by SMTP, SMS and WeChat by a signed POST to the company's gateway.
// A sender tries once and says how it went; when to try again and when never is decided by delivery.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace peakend::channel {

/// Persisted: never reuse a number.
enum class Kind : std::uint8_t { email = 1, sms = 2, wechat = 3 };
inline constexpr Kind kKinds[] = {Kind::email, Kind::sms, Kind::wechat};
std::string_view name_of(Kind);
std::optional<Kind> parse_kind(std::string_view);

/// Everything is plain UTF-8 text apart from `html`. Line breaks in one-line members are replaced by blanks on the way.
struct Message {
  std::string id;           ///< "msg_…": the receiver may find doubles by it
  Kind kind = Kind::email;
  std::string to, lang;
  std::string subject, text, html;  ///< SMS and WeChat: text alone
  std::string unsubscribe;  ///< https address for one click (RFC 8058); "" = none
  std::string url, workspace, survey;
};

struct Receipt {
  std::string id;       ///< how the other side calls it; may be empty
  bool unsure = false;  ///< handed over, the answer was lost: it may have arrived
};
struct Fault {
  enum class What : std::uint8_t {
    temporary,  ///< later perhaps
    permanent,  ///< never this message
    dead,       ///< never this address
    settings,   ///< nothing will go out before somebody mends the channel
  };
  What what = What::temporary;
  std::string code;  ///< closed: connect, tls, login, refused, address, timeout, private_address, too_many, answer
  std::string said;  ///< what the other side said, at most 300 bytes; for operators
};
using Outcome = tl::expected<Receipt, Fault>;

/// One thread at a time. Keeps its connection between messages.
class Sender {
 public:
  virtual ~Sender() = default;
  virtual Outcome send(const Message&) = 0;
};

struct EmailSettings {
  std::string host;
  int port = 587;
  std::string security = "starttls";  ///< starttls | tls | none
  std::string user, password;
  std::string from, from_name, reply_to;
  bool operator==(const EmailSettings&) const = default;
};
struct GatewaySettings {
  std::string url, secret;
  bool operator==(const GatewaySettings&) const = default;
};
struct Settings {
  Kind kind = Kind::email;
  bool enabled = true;
  int per_minute = 600;
  EmailSettings email;
  GatewaySettings gateway;
  bool operator==(const Settings&) const = default;
};
/// Makes the sender of a channel; never fails (a wrong setting shows with the first message).
using Open = std::function<std::unique_ptr<Sender>(const Settings&)>;

/// One e-mail address that may stand in a header and an envelope: something@something, printable, no blanks, quotes, brackets
/// or commas, at most 254 bytes.
bool good_email(std::string_view);
/// "+8613800000000" from "+86 138-0000-0000"; 5 to 15 digits; nullopt otherwise.
std::optional<std::string> normal_phone(std::string_view);

}  // namespace peakend::channel
