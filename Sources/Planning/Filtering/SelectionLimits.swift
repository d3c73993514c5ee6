package import StorageModel

/// Size and age of the files that are sent (`--min-size`, `--max-size`, `--min-age`, `--max-age`).
///
/// Unlike ``Filters`` they are asked of the source only, and of files only: what is outside is not sent, but it is
/// there, and its copy in the target is not extraneous.
package struct SelectionLimits: Hashable, Sendable {
  package var minimumBytes: Int64?
  package var maximumBytes: Int64?
  /// Modified at or before this.
  package var notAfter: Timestamp?
  /// Modified at or after this.
  package var notBefore: Timestamp?

  package init() {}

  /// Sets the times from ages in seconds before `now`.
  package init(
    minimumBytes: Int64? = nil, maximumBytes: Int64? = nil, minimumAgeSeconds: Int64? = nil,
    maximumAgeSeconds: Int64? = nil, now: Timestamp
  ) {
    self.minimumBytes = minimumBytes
    self.maximumBytes = maximumBytes
    func before(_ seconds: Int64) -> Timestamp {
      let age = Timestamp(seconds: seconds).nanoseconds
      let (difference, overflow) = now.nanoseconds.subtractingReportingOverflow(age)
      return Timestamp(nanoseconds: overflow ? .min : difference)
    }
    notAfter = minimumAgeSeconds.map(before)
    notBefore = maximumAgeSeconds.map(before)
  }

  /// Whether a source entry is to be sent.
  package func admits(_ entry: Entry) -> Bool {
    guard entry.kind == .file else { return true }
    if let minimumBytes, entry.sizeBytes < minimumBytes { return false }
    if let maximumBytes, entry.sizeBytes > maximumBytes { return false }
    if let notAfter, entry.modified > notAfter { return false }
    if let notBefore, entry.modified < notBefore { return false }
    return true
  }
}

extension SelectionLimits {
  /// Bytes from `1000`, `10K`, `1.5G`, `1MB`: K, M, G, T, P (with or without `iB`) are powers of 1,024, KB and so on of
  /// 1,000, in either case; a fraction of a byte is cut off.
  package static func bytes(_ text: String) throws(PlanningError) -> Int64 {
    func wrong() -> PlanningError {
      PlanningError(.badValue, subject: text, message: "a size is a number with K, M, G, T or P, as 10K or 1.5G")
    }
    guard let number = Quantity(text[...]) else { throw wrong() }
    var unit = number.rest.uppercased()[...]
    guard let letter = unit.first else {
      guard let value = number.times(1) else { throw wrong() }
      return value
    }
    let letters = Array("BKMGTP")
    guard let power = letters.firstIndex(of: letter) else { throw wrong() }
    unit = unit.dropFirst()
    let isDecimal = power > 0 && unit == "B"
    guard unit.isEmpty || isDecimal || (power > 0 && unit == "IB") else { throw wrong() }
    let factor = (0..<power).reduce(Int64(1)) { product, _ in product * (isDecimal ? 1000 : 1024) }
    guard let value = number.times(factor) else { throw wrong() }
    return value
  }

  /// Seconds from `90s`, `30m`, `2h`, `7d`, `3w`, `1y` (365 days), or several in a row, as `1d12h`; a bare number is
  /// days.
  package static func seconds(_ text: String) throws(PlanningError) -> Int64 {
    func wrong() -> PlanningError {
      PlanningError(.badValue, subject: text, message: "an age is a number with s, m, h, d, w or y, as 7d or 1d12h")
    }
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000]
    var total: Int64 = 0
    var rest = text[...]
    guard !rest.isEmpty else { throw wrong() }
    while !rest.isEmpty {
      guard let number = Quantity(rest) else { throw wrong() }
      let isBare = number.rest.isEmpty && total == 0
      guard let unit = number.rest.first.flatMap({ units[$0] }) ?? (isBare ? 86_400 : nil),
        let value = number.times(unit)
      else { throw wrong() }
      let (sum, overflow) = total.addingReportingOverflow(value)
      guard !overflow else { throw wrong() }
      total = sum
      rest = number.rest.dropFirst()
    }
    return total
  }
}

/// A decimal number at the beginning of a text.
struct Quantity {
  /// Without the point.
  private let digits: Int64
  private let scale: Int64
  /// What comes behind it.
  let rest: Substring

  /// nil without a digit, with more than nine behind the point, or where it does not fit.
  init?(_ text: Substring) {
    let whole = text.prefix { $0.isASCII && $0.isNumber }
    var tail = text.dropFirst(whole.count)
    var fraction: Substring = ""
    if tail.first == "." {
      fraction = tail.dropFirst().prefix { $0.isASCII && $0.isNumber }
      tail = tail.dropFirst(1 + fraction.count)
      guard !fraction.isEmpty, fraction.count <= 9 else { return nil }
    }
    guard !whole.isEmpty, let digits = Int64(whole + fraction) else { return nil }
    self.digits = digits
    scale = (0..<fraction.count).reduce(Int64(1)) { product, _ in product * 10 }
    rest = tail
  }

  /// The number times `factor`, cut to a whole; nil where it does not fit.
  func times(_ factor: Int64) -> Int64? {
    let product = digits.multipliedFullWidth(by: factor)
    guard product.high < scale, product.high >= 0 else { return nil }
    let quotient = UInt64(scale).dividingFullWidth((UInt64(product.high), product.low)).quotient
    return Int64(exactly: quotient)
  }
}
