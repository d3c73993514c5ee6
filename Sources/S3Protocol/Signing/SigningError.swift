/// Why a request cannot be signed: a mistake of whoever built it.
package enum SigningError: Error, Hashable, Sendable {
  /// The Host field is missing, which every signature covers.
  case noHost
  /// Path or query are not validly encoded.
  case badTarget(RequestTargetError)
  /// The lifetime of a presigned request is not 1 to 604,800 seconds.
  case badLifetime
}
