#pragma once
namespace peakend::app {
inline constexpr const char* kVersion = PEAKEND_VERSION;
}
