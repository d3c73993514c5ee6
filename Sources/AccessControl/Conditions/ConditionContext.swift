/// The condition keys of a request. Values are looked up when a policy asks, for most policies never do.
package struct ConditionContext: Sendable {
  private let lookUp: @Sendable (String) -> [[UInt8]]?

  /// `lookUp` takes a key in lower case (`aws:sourceip`, `s3:existingobjecttag/team`), nil for one without a value.
  package init(_ lookUp: @escaping @Sendable (String) -> [[UInt8]]?) { self.lookUp = lookUp }

  /// From names in any case.
  package init(_ values: [String: [String]] = [:]) {
    let lowered = Dictionary(
      values.map { (lowercasedASCII($0.key), $0.value.map { Array($0.utf8) }) }, uniquingKeysWith: { first, _ in first }
    )
    lookUp = { lowered[$0] }
  }

  package func values(of key: String) -> [[UInt8]]? { lookUp(key) }
}
