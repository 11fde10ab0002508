// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace rw {

/// What went wrong, in the words that the user reads.
/// `what`   one line: "FILE:LINE: what is wrong; what was expected" (the line number wherever the input has lines)
/// `detail` more of the same for a "Details" button, may be empty
/// `hint`   the next step, may be empty
struct Error
{
    std::string what;
    std::string detail = {};
    std::string hint = {};
};

/// The value, or why there is none. `std::expected` is C++23; this is the part of it that we use.
template <class T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    explicit operator bool() const { return m_state.index() == 0; }

    T& value()
    {
        assert(*this);
        return std::get<0>(m_state);
    }
    const T& value() const
    {
        assert(*this);
        return std::get<0>(m_state);
    }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    Error& error() { return std::get<1>(m_state); }
    const Error& error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// For functions that either succeed or fail and have nothing to return.
using Status = Result<std::monostate>;
inline Status ok()
{
    return std::monostate{};
}

} // namespace rw
