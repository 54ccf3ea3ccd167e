import CoreBindings
import Foundation

/// A text as a QR code, as an address is shown to another's camera: black on white with its quiet zone.
public enum Qr {
    /// The code as a PNG. `UIImage(data:)` reads it.
    ///
    /// - Parameters:
    ///   - text: What the code carries.
    ///   - modulePixels: How many pixels wide each of its modules is.
    /// - Throws: `qr_empty`; `qr_too_long` with the fact `max`, the most bytes of UTF-8; `qr_module_size` with the
    ///   fact `max`, the most pixels of a module of this code.
    public static func png(_ text: String, modulePixels: Int = 8) throws -> Data {
        try drawn { try qrPng(text: text, modulePixels: UInt32(clamping: modulePixels)) }
    }

    /// The code as an SVG of any size.
    ///
    /// - Throws: `qr_empty`; `qr_too_long` with the fact `max`, the most bytes of UTF-8.
    public static func svg(_ text: String) throws -> String {
        try drawn { try qrSvg(text: text) }
    }

    private static func drawn<T>(_ draw: () throws -> T) throws -> T {
        do {
            return try draw()
        } catch {
            throw TongTongError(error)
        }
    }
}
