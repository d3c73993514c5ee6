import Digests
import Testing

/// Published vectors: NIST SP 800-38A F.5.5, the Poly1305-AES paper's appendix B, RFC 7914 section 12, and a sealed
/// text that restic tests itself with.
@Suite struct SnapshotCipherTests {
  private func bytes(_ digits: String) throws -> [UInt8] { try #require(hexadecimalDecoded(digits)) }

  @Test func counterModeOfTheStandard() throws {
    let key = try bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
    let iv = try bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
    let plain = try bytes(
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
    let cipher =
      "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
      + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"
    var sealed: [UInt8] = [1, 2, 3]
    plain.withUnsafeBytes { aes256CTR(key: key, iv: iv, $0, appendingTo: &sealed) }
    #expect(hexadecimal(sealed) == "010203" + cipher)
    var opened: [UInt8] = []
    sealed.dropFirst(3).withUnsafeBytes { aes256CTR(key: key, iv: iv, $0, appendingTo: &opened) }
    #expect(opened == plain)
  }

  @Test func aWrongKeyLengthLetsNothingOut() {
    var out: [UInt8] = []
    [UInt8](repeating: 7, count: 40).withUnsafeBytes {
      aes256CTR(key: [1], iv: [UInt8](repeating: 0, count: 16), $0, appendingTo: &out)
      #expect(poly1305AES(key: [1], multiplier: [2], nonce: [3], $0).isEmpty)
    }
    #expect(out.isEmpty)
  }

  @Test(arguments: [
    [
      "f3f6", "851fc40c3467ac0be05cc20404f3f700", "ec074c835580741701425b623235add6",
      "fb447350c4e868c52ac3275cf9d4327e", "f4c633c3044fc145f84f335cb81953de",
    ],
    [
      "", "a0f3080000f46400d0c7e9076c834403", "75deaa25c09f208e1dc4ce6b5cad3fbf",
      "61ee09218d29b0aaed7e154a2c5509cc", "dd3fab2251f11ac759f0887129cc2ee7",
    ],
    [
      "663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136", "48443d0bb0d21109c89a100b5ce2c208",
      "6acb5f61a7176dd320c5c1eb2edcdc74", "ae212a55399729595dea458bc621ff0e", "0ee1c16bb73f0f4fd19881753c01cdbe",
    ],
    [
      "ab0812724a7f1e342742cbed374d94d136c6b8795d45b3819830f2c04491faf0990c62e48b8018b2c3e4a0fa3134cb67fa83e158c994"
        + "d961c4cb21095c1bf9",
      "12976a08c4426d0ce8a82407c4f48207", "e1a5668a4d5b66a5f68cc5424ed5982d", "9ae831e743978d3a23527c7128149e3a",
      "5154ad0d2cb26e01274fc51148491f1b",
    ],
  ])
  func poly1305OfThePaper(vector: [String]) throws {
    let code = try bytes(vector[0]).withUnsafeBytes {
      poly1305AES(key: try bytes(vector[2]), multiplier: try bytes(vector[1]), nonce: try bytes(vector[3]), $0)
    }
    #expect(hexadecimal(code) == vector[4])
  }

  /// r comes unmasked here: the bits that Poly1305 wants clear are not.
  @Test func whatResticSealed() throws {
    let sealed = try bytes(
      "69fb41c62d12def4593bd71757138606338f621aeaeb39da0fe4f99233f8037a54ea63338a813bcf3f75d8c3cc75dddf8750")
    let (iv, cipher, code) = (Array(sealed[..<16]), sealed[16..<34], Array(sealed[34...]))
    let computed = cipher.withUnsafeBytes {
      poly1305AES(
        key: hexadecimalDecoded("ef4d8824cb80b2bcc5fbff8a9b12a42c") ?? [],
        multiplier: hexadecimalDecoded("cc8d4b948ee0ebfe1d415de921d10353") ?? [], nonce: iv, $0)
    }
    #expect(computed == code)
    var plain: [UInt8] = []
    let key = try bytes("303e8687b1d7db18421bdc6bb8588ccadac4d59ee87b8ff70c44e635790cafef")
    cipher.withUnsafeBytes { aes256CTR(key: key, iv: iv, $0, appendingTo: &plain) }
    #expect(plain == Array("Dies ist ein Test!".utf8))
  }

  @Test func scryptOfTheStandard() {
    #expect(
      scrypt(password: [], salt: [], n: 16, r: 1, p: 1, count: 64).map { hexadecimal($0) }
        == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
    let derived = scrypt(
      password: Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8), n: 16384, r: 8, p: 1, count: 64)
    #expect(
      derived.map { hexadecimal($0) }
        == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
  }

  private static let absurd: [[Int64]] = [
    [0, 8, 1], [3, 8, 1], [1, 8, 1], [1 << 40, 8, 1], [.max, 8, 1], [1 << 20, 1 << 16, 1], [16384, 0, 1],
    [16384, 8, 0], [16384, 8, 1 << 20], [16384, -8, 1], [1 << 24, 64, 1], [1 << 20, 8, 64],
  ]

  @Test(arguments: absurd) func scryptRefusesWhatIsAbsurd(cost: [Int64]) {
    #expect(scrypt(password: [1], salt: [2], n: cost[0], r: cost[1], p: cost[2], count: 64) == nil)
  }
}
