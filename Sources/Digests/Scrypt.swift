internal import CCrypto

/// `count` bytes derived from a password (RFC 7914): costs 128·n·r bytes of memory, and p times that in work.
///
/// nil for parameters that the algorithm does not have (n no power of two, zeros), for a memory over 1 GiB, and for
/// more work than 16 GiB of it: nothing is allocated then. Blocks the thread for the sixth of a second that n = 65,536
/// and r = 8 take.
package func scrypt(
  password: [UInt8], salt: [UInt8], n: Int64, r: Int64, p: Int64, count: Int
) -> [UInt8]? {
  guard (2...1 << 24).contains(n), n & (n - 1) == 0, (1...1 << 16).contains(r), (1...1 << 16).contains(p) else {
    return nil
  }
  let memory = 128 * n * r
  guard memory <= 1 << 30, p <= (16 << 30) / memory, (1...1 << 20).contains(count) else { return nil }
  var done: Int32 = 0
  let derived = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
    done = cairn_scrypt(
      password, password.count, salt, salt.count, UInt64(n), UInt64(r), UInt64(p),
      // What libcrypto counts besides the table: blocks of 128·r for each of p, and one more.
      UInt64(memory + 128 * r * p + 128 * r + 4096), out.baseAddress, count)
    filled = done == 1 ? count : 0
  }
  return done == 1 ? derived : nil
}
