#pragma once
// One serving process: stores, features' routes, console, HTTP server.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "app/config.h"
#include "app/stores.h"
#include "base/error.h"
#include "message/message.h"

namespace peakend::app {

class Service {
 public:
  virtual ~Service() = default;  ///< stops
  virtual std::uint16_t port() const = 0;
  virtual const message::Router& router() const = 0;
  /// The address to open in a browser: the set-up link when there is no account yet, else the console.
  virtual std::string start_url() const = 0;
  virtual Stores& stores() = 0;
  /// Running requests get up to `patience`, then the inbox is committed and everything closed.
  virtual void stop(std::chrono::milliseconds patience) = 0;
};
/// Opens the stores and starts to listen. `clock` must outlive the service.
Result<std::unique_ptr<Service>> start_service(Config, const Clock& clock);

}  // namespace peakend::app
