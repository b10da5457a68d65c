#include "delivery/letter.h"

#include <algorithm>
#include <cctype>

namespace peakend::delivery {
namespace {

struct Words {
  Texts texts;
  const char* why;
  const char* choose;
  const char* hello;
};
const Words& words_of(std::string_view lang) {
  static const Words en{{"A short question: {{survey}}",
                         "You have lately had to do with {{company}}. We would like to know how it was for you. It takes about a minute.",
                         "Answer now", "{{company}}: {{survey}} {{link}} Stop: {{unsubscribe}}", "A reminder: {{survey}}",
                         "A few days ago we asked how it was for you. Your answer would still help us. This is a reminder; after it we will not ask again about this."},
                        "You get this message because you are a customer of {{company}}.", "Choose what you want to get, or unsubscribe", "Hello {{customer.name}},"};
  static const Words cn{{"想听听您的感受：{{survey}}", "您最近与{{company}}打过交道，我们想知道您的感受，大约需要一分钟。", "现在回答",
                         "【{{company}}】{{survey}} {{link}} 退订：{{unsubscribe}}", "提醒：{{survey}}",
                         "几天前我们曾请您谈谈感受，您的回答对我们仍然很有帮助。这是一次提醒，此后我们不会再就此事打扰您。"},
                        "您收到此消息，因为您是{{company}}的客户。", "选择想收到的内容，或退订", "{{customer.name}}，您好："};
  static const Words tw{{"想聽聽您的感受：{{survey}}", "您最近與{{company}}有過接觸，我們想知道您的感受，大約需要一分鐘。", "現在回答",
                         "【{{company}}】{{survey}} {{link}} 取消訂閱：{{unsubscribe}}", "提醒：{{survey}}",
                         "幾天前我們曾請您談談感受，您的回答對我們仍然很有幫助。這是一次提醒，此後我們不會再就此事打擾您。"},
                        "您收到此訊息，因為您是{{company}}的客戶。", "選擇想收到的內容，或取消訂閱", "{{customer.name}}，您好："};
  return lang == "en" ? en : lang == "zh-TW" ? tw : cn;
}

const Texts* own_texts(const std::map<std::string, Texts>& all, std::string_view lang) {
  if (const auto it = all.find(std::string(lang)); it != all.end()) return &it->second;
  for (const auto& [tag, texts] : all)
    if (base_language(tag) == base_language(lang)) return &texts;
  return nullptr;
}
const std::string& pick(const Texts* own, const Texts& builtin, std::string Texts::*member) {
  return own != nullptr && !(own->*member).empty() ? own->*member : builtin.*member;
}

std::string one_line(std::string s) {
  std::replace_if(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  const auto first = s.find_first_not_of(' ');
  return first == s.npos ? "" : s.substr(first, s.find_last_not_of(' ') - first + 1);
}
std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (!line.empty()) out += "<p style=\"margin:0 0 12px\">" + escape_html(line) + "</p>";
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return out;
}

std::string answer_url(const LetterInput& in, const std::string& value) {
  return in.url + (in.url.find('?') == std::string::npos ? "?" : "&") + "answer." + percent_encode(in.face.first->key) + "=" + percent_encode(value);
}
std::string points_html(const LetterInput& in) {
  const auto& q = *in.face.first;
  std::string out = "<p style=\"margin:16px 0 8px;font-weight:600\">" + escape_html(q.text) + "</p><p style=\"margin:0 0 4px;line-height:2.6\">";
  for (const auto& [value, label] : q.points)
    out += "<a href=\"" + escape_html(answer_url(in, value)) +
           "\" style=\"display:inline-block;min-width:32px;line-height:40px;text-align:center;margin:2px;padding:0 6px;border:1px solid #6b7a77;border-radius:8px;"
           "color:#0f6b5c;text-decoration:none;font-weight:600\">" + escape_html(label) + "</a> ";
  out += "</p>";
  if (!q.low.empty() || !q.high.empty())
    out += "<p style=\"margin:0 0 12px;color:#55625f;font-size:13px\">" + escape_html(q.low) + (q.high.empty() ? "" : " … " + escape_html(q.high)) + "</p>";
  return out;
}

}  // namespace

std::string_view base_language(std::string_view tag) {
  if (tag == "zh-TW" || tag == "zh-HK" || tag == "zh-MO" || tag.starts_with("zh-Hant")) return "zh-TW";
  return tag.starts_with("zh") ? "zh-CN" : "en";
}

std::string fill(std::string_view text, const std::function<std::string(std::string_view)>& value) {
  std::string out;
  while (true) {
    const auto open = text.find("{{");
    const auto close = open == text.npos ? text.npos : text.find("}}", open + 2);
    if (close == text.npos) break;
    out += text.substr(0, open);
    auto name = text.substr(open + 2, close - open - 2);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    out += value(name);
    text.remove_prefix(close + 2);
  }
  return out.append(text);
}

std::string escape_html(std::string_view s) {
  std::string out;
  for (const char c : s) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

std::string percent_encode(std::string_view s) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : s) {
    const auto u = static_cast<unsigned char>(c);
    if ((u < 0x80 && std::isalnum(u)) || c == '-' || c == '.' || c == '_' || c == '~') out.push_back(c);
    else out += {'%', hex[u >> 4], hex[u & 15]};
  }
  return out;
}

channel::Message compose(const LetterInput& in) {
  const auto& inv = in.invitation;
  const std::string_view base = base_language(inv.lang);
  const Words& w = words_of(base);
  const Texts* own = own_texts(in.texts, inv.lang);
  const std::string company = in.attention.company.empty() ? in.face.title : in.attention.company;
  const auto value = [&](std::string_view name) -> std::string {
    const auto of = [](const Properties& list, std::string_view key) {
      for (const auto& [k, v] : list)
        if (k == key) return v;
      return std::string();
    };
    if (name == "company") return company;
    if (name == "survey") return in.face.title;
    if (name == "link") return in.url;
    if (name == "unsubscribe") return in.preferences;
    if (name == "customer.name") return in.contact.name;
    if (name.starts_with("customer.")) return of(in.contact.traits, name.substr(9));
    if (name.starts_with("event.")) return of(inv.properties, name.substr(6));
    return {};
  };
  const bool reminder = inv.step > 0;
  channel::Message m;
  m.kind = inv.channel;
  m.lang = inv.lang;
  m.survey = inv.survey;
  m.url = in.url;
  if (inv.channel != channel::Kind::email) {
    const auto& text = pick(own, w.texts, &Texts::sms);
    m.text = one_line(fill(text, value));
    if (text.find("{{link}}") == std::string::npos && text.find("{{ link }}") == std::string::npos) m.text += " " + in.url;
    return m;
  }
  m.subject = one_line(fill(pick(own, w.texts, reminder ? &Texts::reminder_subject : &Texts::subject), value));
  const std::string body = fill(pick(own, w.texts, reminder ? &Texts::reminder_text : &Texts::text), value);
  const std::string button = one_line(fill(pick(own, w.texts, &Texts::button), value));
  const std::string hello = in.contact.name.empty() || (own != nullptr && !own->text.empty()) ? "" : fill(w.hello, value) + "\n";
  const std::string why = fill(w.why, value) + (in.attention.contact.empty() ? "" : " " + in.attention.contact);
  m.unsubscribe = in.preferences;

  m.text = hello + (hello.empty() ? "" : "\n") + body + "\n\n" + button + ": " + in.url + "\n";
  if (in.face.first) {
    m.text += "\n" + in.face.first->text + "\n";
    for (const auto& [v, label] : in.face.first->points) m.text += "  " + label + "  " + answer_url(in, v) + "\n";
  }
  m.text += "\n--\n" + why + "\n" + w.choose + ": " + in.preferences + "\n";

  m.html = "<!doctype html><html lang=\"" + escape_html(inv.lang) + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" + escape_html(m.subject) +
           "</title></head><body style=\"margin:0;background:#f6f7f6;color:#16211f;font:16px/1.6 -apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',sans-serif\">"
           "<div style=\"max-width:560px;margin:24px auto;padding:24px;background:#ffffff;border-radius:14px\">" +
           paragraphs(hello) + paragraphs(body);
  if (in.face.first) m.html += points_html(in);
  m.html += "<p style=\"margin:16px 0\"><a href=\"" + escape_html(in.url) +
            "\" style=\"display:inline-block;padding:12px 24px;background:#0f6b5c;color:#ffffff;border-radius:10px;text-decoration:none;font-weight:600\">" + escape_html(button) +
            "</a></p></div><p style=\"max-width:560px;margin:0 auto 24px;padding:0 24px;color:#55625f;font-size:13px\">" + escape_html(why) + "<br><a href=\"" + escape_html(in.preferences) +
            "\" style=\"color:#55625f\">" + escape_html(w.choose) + "</a></p></body></html>";
  return m;
}

}  // namespace peakend::delivery
