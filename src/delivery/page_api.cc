// The preference centre: one page without script. What arrives is a form; what customers read is in their language.
#include <algorithm>

#include "base/calendar.h"
#include "delivery/delivery_api.h"
#include "delivery/letter.h"

namespace peakend::delivery {
namespace {

using message::Request;
using message::Response;

struct Words {
  const char *title, *intro, *channels, *email, *sms, *wechat, *how_often, *normal, *less, *topics, *save, *saved, *stop, *stop_intro, *stopped, *again, *none, *unknown, *other_lang, *told, *received, *taken, *closed, *change;
};
const Words& words_of(std::string_view lang) {
  static const Words en{"What may we ask you?", "Here you decide how and how often we ask for your opinion.", "Ways to reach me", "E-mail", "Text message", "WeChat", "How often", "As usual",
                        "Less often", "Ask me about", "Save", "Your choice is saved.", "Do not ask me any more", "You will get no survey from us again, by no channel.",
                        "You will not be asked any more.", "You may ask me again", "None of these ways is ticked: we will not ask you.", "This link is not valid.", "中文",
                        "What you told us lately", "Received", "Being worked on", "Closed", "What changed:"};
  static const Words cn{"您希望我们如何征求意见？", "您可以在此决定我们以何种方式、多久征求一次您的意见。", "联系方式", "电子邮件", "短信", "微信", "频率", "正常", "少一些", "愿意被询问的主题", "保存", "您的选择已保存。",
                        "不再询问我", "我们不会再通过任何渠道向您发送问卷。", "我们不会再询问您。", "可以重新询问我", "未勾选任何方式：我们不会询问您。", "该链接无效。", "English", "您最近的意见", "已收到", "处理中", "已结案", "有何改变："};
  static const Words tw{"您希望我們如何徵求意見？", "您可以在此決定我們以何種方式、多久徵求一次您的意見。", "聯絡方式", "電子郵件", "簡訊", "微信", "頻率", "正常", "少一些", "願意被詢問的主題", "儲存", "您的選擇已儲存。",
                        "不再詢問我", "我們不會再透過任何管道向您發送問卷。", "我們不會再詢問您。", "可以重新詢問我", "未勾選任何方式：我們不會詢問您。", "該連結無效。", "English", "您最近的意見", "已收到", "處理中", "已結案", "有何改變："};
  return lang == "en" ? en : lang == "zh-TW" ? tw : cn;
}

/// zh-CN, zh-TW or en: ?lang=, then what the browser prefers.
std::string language(const Request& r) {
  if (const auto wish = r.arg("lang")) return std::string(base_language(*wish));
  if (r.lang == message::Lang::en) return "en";
  const auto accept = r.header("accept-language");
  const auto tw = std::min({accept.find("zh-TW"), accept.find("zh-HK"), accept.find("zh-Hant")});
  return tw < accept.find("zh-CN") ? "zh-TW" : "zh-CN";
}

using Form = std::vector<std::pair<std::string, std::string>>;
Form form_of(std::string_view body) {
  Form out;
  while (!body.empty() && out.size() < 100) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    const auto eq = std::min(pair.find('='), pair.size());
    const auto name = message::percent_decode(pair.substr(0, eq), true);
    const auto value = message::percent_decode(pair.substr(std::min(pair.size(), eq + 1)), true);
    if (name && value) out.emplace_back(*name, *value);
    body.remove_prefix(std::min(body.size(), end + 1));
  }
  return out;
}
/// RFC 8058 lets mail providers send multipart/form-data as well.
bool one_click(const Request& r, const Form& form) {
  for (const auto& [name, value] : form)
    if (name == "List-Unsubscribe" && value == "One-Click") return true;
  return r.header("content-type").starts_with("multipart/form-data") && r.body.find("name=\"List-Unsubscribe\"") != std::string::npos && r.body.find("One-Click") != std::string::npos;
}

Response html(std::string body, int status = 200) {
  Response r;
  r.status = status;
  r.body = std::move(body);
  r.set("Content-Type", "text/html; charset=utf-8");
  r.set("Cache-Control", "no-store");
  r.set("Referrer-Policy", "no-referrer");
  r.set("X-Robots-Tag", "noindex");
  r.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  return r;
}

std::string head(const std::string& lang, std::string_view title) {
  return "<!doctype html><html lang=\"" + lang + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" + escape_html(title) +
         "</title><style>"
         "body{margin:0;background:#f6f7f6;color:#16211f;font:17px/1.6 system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif}"
         "main{max-width:34rem;margin:0 auto;padding:24px 20px 48px}h1{font-size:1.4rem;line-height:1.3}p.co{color:#55625f;margin:0}"
         "fieldset{background:#fff;border:1px solid #d5dbd9;border-radius:12px;margin:0 0 16px;padding:12px 16px}legend{font-weight:600;padding:0 6px}"
         "label{display:flex;gap:10px;align-items:center;min-height:44px}input{width:20px;height:20px;accent-color:#0f6b5c;flex:none}"
         "button{font:inherit;font-weight:600;min-height:48px;padding:0 24px;border-radius:12px;border:1px solid #0f6b5c;background:#0f6b5c;color:#fff;cursor:pointer}"
         "button.quiet{background:#fff;color:#8a1c1c;border-color:#8a1c1c}.ok{background:#e4f2ee;border:1px solid #0f6b5c;border-radius:12px;padding:10px 16px}"
         "ul{list-style:none;margin:0;padding:0}h2{font-size:1.15rem;margin:32px 0 8px}li{border-top:1px solid #d5dbd9;padding:12px 0}time{color:#55625f}q{display:block;overflow-wrap:anywhere}"
         "a{color:#0f6b5c}:focus-visible{outline:3px solid #16211f;outline-offset:2px}"
         "@media(prefers-color-scheme:dark){body{background:#111716;color:#e9efed}fieldset,button.quiet{background:#1b2422;border-color:#3a4744}button.quiet{color:#ffb3ab}"
         "p.co,time{color:#a9b6b2}li{border-color:#3a4744}.ok{background:#14342d}a{color:#7fd1bd}}</style></head><body><main>";
}

std::string check(const char* name, std::string_view value, std::string_view label, bool on, const char* type = "checkbox") {
  return std::string("<label><input type=\"") + type + "\" name=\"" + name + "\" value=\"" + escape_html(value) + "\"" + (on ? " checked" : "") + "> " + escape_html(label) + "</label>";
}

/// The customer's own words, how far they are, and what came of them.
std::string told_part(const Words& w, const std::vector<Told>& told) {
  if (told.empty()) return {};
  std::string out = std::string("<section id=\"told\"><h2>") + w.told + "</h2><ul>";
  for (const auto& t : told) {
    const char* standing = t.standing == Told::Standing::closed ? w.closed : t.standing == Told::Standing::taken ? w.taken : w.received;
    out += "<li><time>" + calendar::day_text(calendar::local_day(calendar::Zone{}, t.at)) + "</time> <b>" + standing + "</b><q>" + escape_html(t.text) + "</q>";
    if (!t.change.empty()) out += std::string("<p class=\"ok\">") + w.change + " " + escape_html(t.change) + "</p>";
    out += "</li>";
  }
  return out + "</ul></section>";
}

std::string page(const std::string& lang, const Preference& p, const Attention& a, const std::vector<channel::Kind>& offered, const std::vector<Told>& told,
                 std::string_view note) {
  const Words& w = words_of(lang);
  const bool stopped = p.opted_out || p.frequency == Frequency::none;
  std::string out = head(lang, w.title);
  if (!a.company.empty()) out += "<p class=\"co\">" + escape_html(a.company) + "</p>";
  out += std::string("<h1>") + w.title + "</h1>";
  if (!note.empty()) out += "<p class=\"ok\" role=\"status\">" + escape_html(note) + "</p>";
  const std::string form = "<form method=\"post\" action=\"?lang=" + lang + "\">";
  if (stopped) {
    out += std::string("<p>") + w.stop_intro + "</p>" + form + "<button name=\"do\" value=\"again\">" + w.again + "</button></form>";
  } else {
    out += std::string("<p>") + w.intro + "</p>" + form + "<fieldset><legend>" + w.channels + "</legend>";
    for (const auto k : offered) out += check("channel", channel::name_of(k), k == channel::Kind::email ? w.email : k == channel::Kind::sms ? w.sms : w.wechat, p.allows(k));
    out += std::string("</fieldset><fieldset><legend>") + w.how_often + "</legend>" + check("frequency", "normal", w.normal, p.frequency == Frequency::normal, "radio") +
           check("frequency", "less", w.less, p.frequency == Frequency::less, "radio") + "</fieldset>";
    if (!a.topics.empty()) {
      out += std::string("<fieldset><legend>") + w.topics + "</legend>";
      for (const auto& t : a.topics) {
        const auto& label = (lang == "en" ? t.en : t.zh).empty() ? (lang == "en" ? t.zh : t.en) : lang == "en" ? t.en : t.zh;
        out += check("topic", t.key, label, std::find(p.topics_off.begin(), p.topics_off.end(), t.key) == p.topics_off.end());
      }
      out += "</fieldset>";
    }
    out += std::string("<button name=\"do\" value=\"save\">") + w.save + "</button></form><hr style=\"margin:32px 0;border:0;border-top:1px solid #d5dbd9\"><p>" + w.stop_intro + "</p>" + form +
           "<button class=\"quiet\" name=\"do\" value=\"stop\">" + w.stop + "</button></form>";
  }
  out += told_part(w, told);
  out += "<p><a href=\"?lang=" + std::string(lang == "en" ? "zh-CN" : "en") + "\" hreflang=\"" + (lang == "en" ? "zh-CN" : "en") + "\">" + w.other_lang + "</a></p>";
  if (!a.contact.empty()) out += "<p class=\"co\">" + escape_html(a.contact) + "</p>";
  return out + "</main></body></html>";
}

class Centre {
 public:
  Centre(Book& book, ToldBy told) : book_(book), told_(std::move(told)) {}

  Response get(const Request& r) const {
    const auto lang = language(r);
    const auto who = book_.read_token(r.params.at("token"));
    if (!who) return unknown(lang);
    return show(r, lang, *who, "");
  }

  /// One click opts out at once; looking at the page never changes anything (mail scanners follow links).
  Response post(const Request& r) const {
    const auto lang = language(r);
    const auto who = book_.read_token(r.params.at("token"));
    if (!who) return unknown(lang);
    const auto form = form_of(r.body);
    auto now = book_.preference(who->first, who->second);
    if (!now) return message::problem(now.error(), r);
    auto channels = offered(who->first);
    if (!channels) return message::problem(channels.error(), r);
    Preference p = *now;
    std::string note;
    const Words& w = words_of(lang);
    const bool click = one_click(r, form);
    const auto value = [&](std::string_view name) {
      for (const auto& [k, v] : form)
        if (k == name) return v;
      return std::string();
    };
    const std::string action = value("do");
    p.source = click ? "one_click" : "page";
    if (click || action == "stop") {
      p.opted_out = true;
      note = w.stopped;
    } else if (action == "again") {
      p = Preference{};
      p.source = "page";
      note = w.saved;
    } else if (action == "save") {
      note = take(form, *channels, book_.attention(who->first).value_or(Attention{}), p) ? w.saved : w.none;
    } else {
      return show(r, lang, *who, "");
    }
    if (auto ok = book_.put_preference(who->first, who->second, p, "customer"); !ok) return message::problem(ok.error(), r);
    if (click) {
      Response done;
      done.body = "ok\n";
      done.set("Content-Type", "text/plain; charset=utf-8");
      done.set("Cache-Control", "no-store");
      return done;
    }
    return show(r, lang, *who, note);
  }

 private:
  /// False when no channel was left: that is an opt-out.
  static bool take(const Form& form, const std::vector<channel::Kind>& offered, const Attention& a, Preference& p) {
    const auto has = [&](std::string_view name, std::string_view value) {
      return std::any_of(form.begin(), form.end(), [&](const auto& f) { return f.first == name && f.second == value; });
    };
    std::vector<channel::Kind> ticked;
    for (const auto k : offered)
      if (has("channel", channel::name_of(k))) ticked.push_back(k);
    if (ticked.empty()) {
      p.opted_out = true;
      return false;
    }
    p.channels = ticked.size() == offered.size() ? std::vector<channel::Kind>{} : ticked;
    p.frequency = has("frequency", "less") ? Frequency::less : Frequency::normal;
    // Topics that are no longer offered stay as they were.
    for (const auto& t : a.topics) {
      std::erase(p.topics_off, t.key);
      if (!has("topic", t.key)) p.topics_off.push_back(t.key);
    }
    return true;
  }
  Result<std::vector<channel::Kind>> offered(WorkspaceNo w) const {
    PK_TRY(const auto all, book_.channels(w));
    std::vector<channel::Kind> out;
    for (const auto& s : all)
      if (s.enabled) out.push_back(s.kind);
    if (out.empty()) out.push_back(channel::Kind::email);
    return out;
  }
  Response show(const Request& r, const std::string& lang, const std::pair<WorkspaceNo, CustomerId>& who, std::string_view note) const {
    const auto p = book_.preference(who.first, who.second);
    const auto a = book_.attention(who.first);
    const auto c = offered(who.first);
    if (!p || !a || !c) return message::problem(!p ? p.error() : !a ? a.error() : c.error(), r);
    std::vector<Told> told;
    if (told_) {
      auto found = told_(who.first, who.second);
      if (!found) return message::problem(found.error(), r);
      told = *std::move(found);
    }
    return html(page(lang, *p, *a, *c, told, note));
  }
  static Response unknown(const std::string& lang) {
    const Words& w = words_of(lang);
    return html(head(lang, w.title) + "<h1>" + w.unknown + "</h1></main></body></html>", 404);
  }
  Book& book_;
  ToldBy told_;
};

}  // namespace

void add_page_routes(message::Router& router, Book& book, ToldBy told) {
  const auto centre = std::make_shared<Centre>(book, std::move(told));
  message::Route get{message::Verb::get, "/p/{token}", message::Right::none, 0, [centre](const Request& r) { return centre->get(r); }};
  get.limited_ok = true;
  router.add(std::move(get));
  message::Route post{message::Verb::post, "/p/{token}", message::Right::none, 16 * 1024, [centre](const Request& r) { return centre->post(r); }};
  post.limited_ok = true;
  post.same_origin_only = false;  // the token is the proof; mail providers post from elsewhere
  post.audit = false;             // kept in the preference's own history
  router.add(std::move(post));
}

}  // namespace peakend::delivery
