package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/waybillhq/waybill"
)

// Where keys are looked for: the variable holds keys, the other one names a
// file with them.
const (
	Variable     = "WAYBILL_KEY"
	FileVariable = "WAYBILL_KEY_FILE"
)

const (
	prefix  = "wbkey_" // tells a key from other secrets, for people and scanners
	keySize = 32       // AES-256
	maxFile = 64 << 10 // bytes of a file with keys
)

// Key is a secret key of AES-256. The zero Key is of no use.
type Key struct {
	id     string
	secret [keySize]byte
}

// ID names the key without telling it.
func (k Key) ID() string { return k.id }

// String keeps the key itself out of messages.
func (k Key) String() string { return "key " + k.id }

// GoString keeps the key itself out of %#v.
func (k Key) GoString() string { return k.String() }

// NewKey returns a new random key as text, as WAYBILL_KEY takes it.
func NewKey() waybill.Secret {
	var b [keySize]byte
	_, _ = rand.Read(b[:]) // never fails
	return waybill.NewSecret(prefix + base64.RawURLEncoding.EncodeToString(b[:]))
}

// ParseKeys reads keys that are separated by commas or white space. Lines that
// begin with # are not read. Its errors do not repeat the text.
func ParseKeys(text string) ([]Key, error) {
	var keys []Key
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' }) {
			k, err := parseKey(word)
			if err != nil {
				return nil, waybill.Errorf(waybill.EInvalid, "key %d cannot be read: %s", len(keys)+1, err).
					WithHint("A key is what `waybill key` prints: %s and 43 characters.", prefix)
			}
			keys = append(keys, k)
		}
	}
	return keys, nil
}

func parseKey(word string) (Key, error) {
	rest, ok := strings.CutPrefix(word, prefix)
	if !ok {
		return Key{}, fmt.Errorf("it does not begin with %s", prefix)
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil || len(b) != keySize {
		return Key{}, errors.New("it is not 32 bytes in base64url")
	}
	sum := sha256.Sum256(append([]byte("waybill key id\x00"), b...))
	return Key{hex.EncodeToString(sum[:4]), [keySize]byte(b)}, nil
}

// LoadKeys returns the keys that the environment names, in order: those in
// WAYBILL_KEY, then those in the file that WAYBILL_KEY_FILE names. None is no
// error. lookup is as os.LookupEnv.
func LoadKeys(lookup func(string) (string, bool)) ([]Key, error) {
	text, _ := lookup(Variable)
	keys, err := ParseKeys(text)
	if err != nil {
		return nil, at(err, Variable)
	}
	path, _ := lookup(FileVariable)
	if path == "" {
		return keys, nil
	}
	inFile, err := readKeys(path)
	return append(keys, inFile...), err
}

func readKeys(path string) ([]Key, error) {
	if strings.HasPrefix(path, prefix) { // a message would tell it
		return nil, waybill.Errorf(waybill.EInvalid, "it names a file, and is a key").At(FileVariable).WithHint("Put the key into %s, or into a file that it names.", Variable)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &waybill.Error{Code: waybill.EInvalid, Message: "the file with the keys cannot be read", Path: FileVariable, Err: err}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, &waybill.Error{Code: waybill.EInvalid, Message: "the file with the keys cannot be read", Path: FileVariable, Err: err}
	}
	keys, err := ParseKeys(string(b))
	if err == nil && len(keys) == 0 {
		err = waybill.Errorf(waybill.EInvalid, "the file %s holds no key", path).WithHint("`waybill key` prints one.")
	}
	return keys, at(err, FileVariable)
}

// at says which variable an error is about.
func at(err error, variable string) error {
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		return e.At(variable)
	}
	return err
}
