/// A whole number in decimal digits, with an optional `-`; nil for anything else (no `+`, no spaces) and outside Int64.
package func decimalInteger(_ text: some Collection<UInt8>) -> Int64? { decimalInteger(Array(text)) }

/// The same of an array: not generic, for each request has a length to read, and what is generic is not specialised for
/// another module.
package func decimalInteger(_ text: [UInt8]) -> Int64? {
  var digits = text[...]
  let isNegative = digits.first == UInt8(ascii: "-")
  if isNegative { digits = digits.dropFirst() }
  guard !digits.isEmpty else { return nil }
  var value: Int64 = 0
  for byte in digits {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    let digit = Int64(byte - UInt8(ascii: "0"))
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, overflow2) =
      isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
    guard !overflow, !overflow2 else { return nil }
    value = sum
  }
  return value
}
