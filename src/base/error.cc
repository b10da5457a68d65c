#include "base/error.h"

namespace peakend {

int http_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::malformed: return 400;
    case ErrorKind::invalid: return 422;
    case ErrorKind::unauthorized: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::too_large: return 413;
    case ErrorKind::too_many: return 429;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::internal: return 500;
  }
  return 500;
}

bool retry_helps(ErrorKind kind) {
  return kind == ErrorKind::too_many || kind == ErrorKind::unavailable;
}

}  // namespace peakend
