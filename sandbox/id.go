package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
)

const digits62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// hash mixes the seed and the parts; parts cannot run into each other.
func hash(seed uint64, parts ...string) [sha256.Size]byte {
	b := make([]byte, 0, 128)
	b = binary.LittleEndian.AppendUint64(b, seed)
	for _, p := range parts {
		b = append(strconv.AppendInt(b, int64(len(p)), 10), ':')
		b = append(b, p...)
	}
	return sha256.Sum256(b)
}

// ID returns n letters and digits, 1 to 24, that depend on the seed and the
// parts alone: the same object gets the same id in every run, in whatever order
// requests arrive.
func (e *Env) ID(n int, parts ...string) string {
	h := hash(e.Seed, parts...)
	out := make([]byte, n)
	for i := range out {
		out[i] = digits62[int(h[i])%len(digits62)]
	}
	return string(out)
}

// Number returns a number below limit that depends on the seed and the parts
// alone.
func (e *Env) Number(limit uint64, parts ...string) uint64 {
	h := hash(e.Seed, parts...)
	return binary.LittleEndian.Uint64(h[:]) % limit
}
