extension ETag {
  /// `value` as it is: the caller took the quotes off. Costs no look at the text, which matters where a listing brings
  /// a thousand tags a page.
  package init(verbatim value: String) { self.value = value }
}
