/// A polynomial over GF(2), its coefficients the bits of a word: addition is exclusive or.
///
/// A repository cuts all its files by one such polynomial (restic design document, "Chunker"), irreducible and of
/// degree 53, chosen when it is made.
package struct Polynomial: Hashable, Sendable {
  package let bits: UInt64

  package init(bits: UInt64) { self.bits = bits }

  /// The degree of the polynomials of a repository: the greatest prime below 56, so that a byte more fits a word.
  package static let chunkerDegree = 53

  /// -1 for zero.
  package var degree: Int { bits == 0 ? -1 : 63 - bits.leadingZeroBitCount }

  /// The remainder of a division; that by zero is the polynomial itself.
  package func remainder(dividingBy divisor: Polynomial) -> Polynomial {
    guard divisor.bits != 0 else { return self }
    var rest = self
    while rest.degree >= divisor.degree {
      rest = Polynomial(bits: rest.bits ^ divisor.bits << UInt64(rest.degree - divisor.degree))
    }
    return rest
  }

  /// The product modulo `modulus`, whose degree must be 1 to 62.
  package func multiplied(by factor: Polynomial, modulo modulus: Polynomial) -> Polynomial {
    guard (1...62).contains(modulus.degree) else { return Polynomial(bits: 0) }
    let high: UInt64 = 1 << UInt64(modulus.degree)
    let base = remainder(dividingBy: modulus).bits
    var rest = factor.remainder(dividingBy: modulus).bits
    var shifted = base
    var product: UInt64 = 0
    while rest != 0 {
      if rest & 1 == 1 { product ^= shifted }
      rest >>= 1
      shifted <<= 1
      if shifted & high != 0 { shifted ^= modulus.bits }
    }
    return Polynomial(bits: product)
  }

  /// The greatest common divisor.
  package static func greatestCommonDivisor(_ left: Polynomial, _ right: Polynomial) -> Polynomial {
    var (larger, smaller) = (left, right)
    while smaller.bits != 0 { (larger, smaller) = (smaller, larger.remainder(dividingBy: smaller)) }
    return larger
  }

  /// Whether only 1 and itself divide it (M. Ben-Or, "Probabilistic algorithms in finite fields", 1981): it has no
  /// common divisor with x^(2^i) - x for any i up to half its degree. False for constants and for degrees over 62.
  package var isIrreducible: Bool {
    guard (1...62).contains(degree) else { return false }
    if degree == 1 { return true }
    let x = Polynomial(bits: 2)
    var power = x
    for _ in 1...(degree / 2) {
      power = power.multiplied(by: power, modulo: self)
      let difference = Polynomial(bits: power.bits ^ x.bits)
      guard Self.greatestCommonDivisor(self, difference).bits == 1 else { return false }
    }
    return true
  }

  /// A random irreducible polynomial of degree 53. About one in 27 candidates is one; nil where a million were none,
  /// which says that the generator is broken.
  package static func random(using generator: inout some RandomNumberGenerator) -> Polynomial? {
    let top: UInt64 = 1 << UInt64(chunkerDegree)
    for _ in 0..<1_000_000 {
      // Without a constant term it would be divided by x.
      let candidate = Polynomial(bits: generator.next() & (top - 1) | top | 1)
      if candidate.isIrreducible { return candidate }
    }
    return nil
  }
}
