package io.tongtong

import io.tongtong.core.qrPng
import io.tongtong.core.qrSvg

/** A text as a QR code, as an address is shown to another's camera: black on white with its quiet zone. */
object Qr {
    /** How many pixels wide a module is if nothing is said. */
    const val MODULE_PIXELS: Int = 8

    /**
     * The code as a PNG, each module [modulePixels] wide. `BitmapFactory.decodeByteArray` reads it.
     *
     * @throws TongTongException.Input `qr_empty`; `qr_too_long` with the fact `max`, the most bytes of UTF-8;
     * `qr_module_size` with the fact `max`, the most pixels of a module of this code
     */
    fun png(text: String, modulePixels: Int = MODULE_PIXELS): ByteArray =
        drawn(text) { qrPng(text, modulePixels.coerceAtLeast(0).toUInt()) }

    /**
     * The code as an SVG of any size.
     *
     * @throws TongTongException.Input `qr_empty`; `qr_too_long` with the fact `max`, the most bytes of UTF-8
     */
    fun svg(text: String): String = drawn(text) { qrSvg(text) }

    private inline fun <T> drawn(text: String, draw: () -> T): T {
        demandText(arrayOf(text))
        return answered(draw)
    }
}
