#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace advisor {

// The tool could not do its work. The message is a complete sentence for the user and names what
// was tried and why it failed ("cannot read task-def.json: permission denied").
struct Error {
  std::string message;
};

// T or Error. A small subset of std::expected, which g++ 12 has only in C++23 and clang 14 not at
// all.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : data_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : data_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(data_); }
  explicit operator bool() const { return ok(); }

  // Precondition of the next two: ok().
  T& value() & {
    assert(ok());
    return std::get<T>(data_);
  }
  const T& value() const& {
    assert(ok());
    return std::get<T>(data_);
  }
  T&& value() && {
    assert(ok());
    return std::get<T>(std::move(data_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Precondition: !ok().
  const Error& error() const& {
    assert(!ok());
    return std::get<Error>(data_);
  }
  Error&& error() && {
    assert(!ok());
    return std::get<Error>(std::move(data_));
  }

 private:
  std::variant<T, Error> data_;
};

}  // namespace advisor
