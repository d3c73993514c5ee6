internal import GRDB

/// Why the state database cannot be used. Nothing in it is needed for correctness: every caller may go on without it.
package struct StateError: Error, Sendable {
  package enum Code: String, Sendable {
    /// Another run has this pair open (exit code 11).
    case locked
    /// Written by a newer version of Cairn; untouched.
    case madeByNewerVersion
    /// SQLite found damage while the database was in use. It is set aside when it is closed.
    case damaged
    case diskFull
    /// The folder or the file cannot be written: read-only file system or permission.
    case readOnly
    /// Any other failure to open, read or write.
    case inputOutput
    /// Used after it was closed.
    case closed
  }

  package var code: Code
  /// The file.
  package var path: String
  /// One sentence.
  package var message: String

  package init(_ code: Code, path: String, message: String) {
    self.code = code
    self.path = path
    self.message = message
  }

  /// True when the same call may succeed later without anything being repaired.
  package var isRetryable: Bool { code == .locked }
}

extension StateError: CustomStringConvertible {
  package var description: String { "\(path): \(message)" }
}

extension StateError {
  /// The error that an SQLite result code means (SQLite, "Result and Error Codes"); extended codes are cut to their
  /// primary one. The statements are fixed and right, so SQLITE_ERROR and its kin (no such table, a constraint that
  /// cannot fail) mean that the file is not what was written.
  init(resultCode: Int32, path: String, message: String) {
    let code: Code =
      switch ResultCode(rawValue: resultCode).primaryResultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH,
        .SQLITE_TOOBIG, .SQLITE_INTERNAL:
        .damaged
      case .SQLITE_FULL: .diskFull
      case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
      case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
      default: .inputOutput
      }
    self.init(code, path: path, message: message)
  }

  /// Any error thrown below: its own kind as it is, GRDB's by result code.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as StateError: self = error
    case let error as DatabaseError:
      self.init(
        resultCode: error.extendedResultCode.rawValue, path: path, message: error.message ?? "SQLite failed")
    default: self.init(.inputOutput, path: path, message: "\(error)")
    }
  }
}
