import XCTest
@testable import TongTong

/// A code as an app shows it.
final class QrTests: XCTestCase {
    private let address = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk"
    /// Modules of a side: 29 for so many characters, and the quiet zones.
    private let side = 29 + 2 * 4

    /// The width and height that a PNG says it has (W3C PNG, 11.2.1).
    private func size(_ picture: Data) -> [Int] {
        let bytes = [UInt8](picture)
        XCTAssertEqual(Array(bytes[..<16]), [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [0, 0, 0, 13] + Array("IHDR".utf8))
        return [16, 20].map { at in bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    }

    func testACodeIsAPictureWithItsQuietZone() throws {
        for pixels in [1, 3, 8] {
            XCTAssertEqual(size(try Qr.png(address, modulePixels: pixels)), [side * pixels, side * pixels])
        }
        XCTAssertEqual(try Qr.png(address), try Qr.png(address, modulePixels: 8))
    }

    func testACodeIsADrawingOfAnySizeOneForEachText() throws {
        let drawing = try Qr.svg(address)
        XCTAssertTrue(drawing.contains("<svg ") && drawing.contains("viewBox"))
        XCTAssertEqual(drawing, try Qr.svg(address))
        XCTAssertNotEqual(drawing, try Qr.svg(String(address.dropLast())))
    }

    func testWhatCannotBeDrawnIsRefusedAndHowMuchCouldBeIsAFact() {
        let calls: [(() throws -> Any, String, String?)] = [
            ({ try Qr.svg("") }, "qr_empty", nil),
            ({ try Qr.svg(String(repeating: "가", count: 683)) }, "qr_too_long", "2048"),
            ({ try Qr.png(String(repeating: "7", count: 2_049)) }, "qr_too_long", "2048"),
            ({ [address] in try Qr.png(address, modulePixels: 0) }, "qr_module_size", "110"),
            ({ [address] in try Qr.png(address, modulePixels: -1) }, "qr_module_size", "110"),
            ({ [address] in try Qr.png(address, modulePixels: .max) }, "qr_module_size", "110"),
        ]
        for (call, code, most) in calls {
            XCTAssertThrowsError(try call()) { error in
                let refused = error as? TongTongError
                XCTAssertEqual(refused?.kind, .input)
                XCTAssertEqual(refused?.code, code)
                XCTAssertEqual(refused?.facts["max"], most)
            }
        }
    }
}
