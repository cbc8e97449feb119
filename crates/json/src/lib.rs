//! A tolerant JSON reader that keeps numbers as sent, says where a text breaks and keeps what came before.
