import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode, shrink } from './png.ts'

const width = 40
const height = 30

test('a picture of few colours stays what it is', () => {
  const points = Uint32Array.from({ length: width * height }, (_, i) => (i % 200) * 0x010203)
  const again = decode(shrink(encode({ width, height, points })))
  assert.deepEqual(again, { width, height, points })
})

test('of many colours the frequent ones stay, and the others come near', () => {
  const points = Uint32Array.from({ length: width * height }, (_, i) => (i % 2 === 0 ? 0xf7f8fa : i * 0x1f3))
  const again = decode(encode({ width, height, points })).points
  assert.ok(new Set(again).size <= 256)
  for (const [i, colour] of points.entries()) {
    const found = again[i] ?? 0
    if (i % 2 === 0) {
      assert.equal(found, colour)
    }
    for (const shift of [0, 8, 16]) {
      assert.ok(Math.abs(((found >> shift) & 255) - ((colour >> shift) & 255)) < 40)
    }
  }
})
