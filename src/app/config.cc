#include "app/config.h"

#include <algorithm>
#include <fstream>
#include <thread>

namespace peakend::app {
namespace {

struct Checker {
  std::vector<FieldError> errors;
  void range(const char* option, int value, int min, int max) {
    if (value < min || value > max)
      errors.push_back({option, "out_of_range", {{"min", std::to_string(min)}, {"max", std::to_string(max)}}});
  }
  void one_of(const char* option, const std::string& value, std::initializer_list<const char*> allowed) {
    std::string list;
    for (const char* a : allowed) {
      if (value == a) return;
      list += (list.empty() ? "" : ", ") + std::string(a);
    }
    errors.push_back({option, "not_one_of", {{"allowed", list}}});
  }
  void readable(const char* option, const std::string& path) {
    if (!path.empty() && !std::ifstream(path).good()) errors.push_back({option, "file_unreadable", {{"path", path}}});
  }
};

}  // namespace

std::string Config::origin() const {
  if (!base_url.empty()) return base_url.back() == '/' ? base_url.substr(0, base_url.size() - 1) : base_url;
  std::string host = address == "0.0.0.0" || address == "::" ? "localhost" : address;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (tls() ? "https://" : "http://") + host + ":" + std::to_string(port);
}

std::vector<OptionSpec> option_specs(Config& c) {
  return {
      {"--data,-d", "PEAKEND_DATA", "DIR", {"Directory that holds everything", "数据目录，所有数据都在其中"}, &c.data, false},
      {"--address", "PEAKEND_ADDRESS", "IP", {"Address to listen on; 0.0.0.0 for all", "监听地址；0.0.0.0 表示全部"}, &c.address, true},
      {"--port,-p", "PEAKEND_PORT", "PORT", {"Port to listen on; 0 takes a free one", "监听端口；0 表示自动选择"}, &c.port, true},
      {"--base-url", "PEAKEND_BASE_URL", "URL", {"Address as browsers see it (behind a proxy)", "浏览器访问的地址（经反向代理时）"}, &c.base_url, true},
      {"--tls-certificate", "PEAKEND_TLS_CERTIFICATE", "FILE", {"PEM certificate chain; turns on HTTPS", "PEM 证书链；启用 HTTPS"}, &c.certificate, true},
      {"--tls-key", "PEAKEND_TLS_KEY", "FILE", {"PEM private key", "PEM 私钥"}, &c.private_key, true},
      {"--trust-proxy", "PEAKEND_TRUST_PROXY", "", {"Believe X-Forwarded-For and -Proto of a proxy on this machine", "信任本机代理的 X-Forwarded-For 与 -Proto"}, &c.trust_proxy, true},
      {"--allow-private-channels", "PEAKEND_ALLOW_PRIVATE_CHANNELS", "", {"Let mail servers and gateways have private addresses, and gateways plain http", "允许邮件服务器与网关使用内网地址，网关可用 http"}, &c.allow_private_channels, true},
      {"--channel-ca", "PEAKEND_CHANNEL_CA", "FILE", {"PEM authorities to trust for mail servers and gateways, besides the system's", "除系统外，邮件服务器与网关另需信任的 CA（PEM）"}, &c.channel_ca, true},
      {"--io-threads", "PEAKEND_IO_THREADS", "N", {"Network threads; 0 = by cores", "网络线程数；0 表示按核数"}, &c.io_threads, true},
      {"--workers", "PEAKEND_WORKERS", "N", {"Threads that answer questions; 0 = by cores", "处理查询的线程数；0 表示按核数"}, &c.workers, true},
      {"--max-connections", "PEAKEND_MAX_CONNECTIONS", "N", {"Open connections at most", "最大连接数"}, &c.max_connections, true},
      {"--ingest-rate", "PEAKEND_INGEST_RATE", "N", {"Requests a second of one key that send items; 0 = no limit", "单个密钥每秒写入请求上限；0 表示不限"}, &c.ingest_rate, true},
      {"--request-rate", "PEAKEND_REQUEST_RATE", "N", {"Other requests a second of one key or account; 0 = no limit", "单个密钥或账号每秒其他请求上限；0 表示不限"}, &c.request_rate, true},
      {"--anonymous-rate", "PEAKEND_ANONYMOUS_RATE", "N", {"Requests a second of one address without key or session; 0 = no limit", "单个地址每秒匿名请求上限；0 表示不限"}, &c.anonymous_rate, true},
      {"--memory", "PEAKEND_MEMORY_MB", "MB", {"Memory for the facts store; what does not fit goes to disk", "事实库内存上限（MB），超出部分使用磁盘"}, &c.memory_mb, false},
      {"--session-idle", "PEAKEND_SESSION_IDLE_HOURS", "HOURS", {"Sign out after so many idle hours", "空闲多少小时后退出登录"}, &c.session_idle_hours, true},
      {"--session-days", "PEAKEND_SESSION_DAYS", "DAYS", {"Sign out after so many days in any case", "最长登录天数"}, &c.session_days, true},
      {"--log-level", "PEAKEND_LOG_LEVEL", "LEVEL", {"debug, info, warn or error", "debug、info、warn 或 error"}, &c.log_level, false},
      {"--log-format", "PEAKEND_LOG_FORMAT", "FORMAT", {"text or json", "text 或 json"}, &c.log_format, false},
      {"--log-file", "PEAKEND_LOG_FILE", "FILE", {"Append log lines to this file instead of standard error", "日志写入该文件而非标准错误"}, &c.log_file, false},
  };
}

Result<void> validate(Config& c) {
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  Checker check;
  check.range("--port", c.port, 0, 65535);
  check.range("--io-threads", c.io_threads, 0, 64);
  check.range("--workers", c.workers, 0, 256);
  check.range("--max-connections", c.max_connections, 16, 1'000'000);
  check.range("--ingest-rate", c.ingest_rate, 0, 10'000'000);
  check.range("--request-rate", c.request_rate, 0, 10'000'000);
  check.range("--anonymous-rate", c.anonymous_rate, 0, 10'000'000);
  check.range("--memory", c.memory_mb, 64, 1'048'576);
  check.range("--session-idle", c.session_idle_hours, 1, 24 * 30);
  check.range("--session-days", c.session_days, 1, 365);
  check.one_of("--log-level", c.log_level, {"debug", "info", "warn", "error"});
  check.one_of("--log-format", c.log_format, {"text", "json"});
  check.readable("--tls-certificate", c.certificate);
  check.readable("--tls-key", c.private_key);
  check.readable("--channel-ca", c.channel_ca);
  if (c.certificate.empty() != c.private_key.empty())
    check.errors.push_back({c.certificate.empty() ? "--tls-certificate" : "--tls-key", "required", {}});
  if (!c.base_url.empty() && c.base_url.rfind("http://", 0) != 0 && c.base_url.rfind("https://", 0) != 0)
    check.errors.push_back({"--base-url", "url_invalid", {}});
  if (c.data.empty()) check.errors.push_back({"--data", "required", {}});
  if (!check.errors.empty()) return tl::unexpected(Error{ErrorKind::invalid, "options_invalid", std::move(check.errors), {}, {}});
  if (c.io_threads == 0) c.io_threads = std::min(cores, 4);
  if (c.workers == 0) c.workers = std::max(4, 2 * cores);
  while (c.data.size() > 1 && c.data.back() == '/') c.data.pop_back();
  return {};
}

}  // namespace peakend::app
