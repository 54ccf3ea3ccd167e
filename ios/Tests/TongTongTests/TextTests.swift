import XCTest
@testable import TongTong

final class TextTests: XCTestCase {
    func testTheVersionIsThatOfTheLibrary() {
        XCTAssertEqual(TongTong.version.split(separator: ".").count, 3)
    }
}
