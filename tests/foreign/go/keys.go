package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The types of C2SP signed-note keys that this program knows. Stock x/mod verifies the first; the others plug into it.
const (
	typeEd25519     = 1
	typeECDSA       = 2
	typeCosignature = 4
)

// key is a note.Verifier for any of the three types.
type key struct {
	name    string
	id      uint32
	witness bool
	verify  func(msg, sig []byte) bool
	time    uint64 // of the last good cosignature
}

func (k *key) Name() string                { return k.name }
func (k *key) KeyHash() uint32             { return k.id }
func (k *key) Verify(msg, sig []byte) bool { return k.verify(msg, sig) }

func parseKeys(vkeys []string) ([]*key, error) {
	keys := make([]*key, len(vkeys))
	for i, vkey := range vkeys {
		k, err := parseKey(vkey)
		if err != nil {
			return nil, unclear("%s: %s", vkey, err)
		}
		keys[i] = k
	}
	return keys, nil
}

func parseKey(vkey string) (*key, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a verifier key")
	}
	blob, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(blob) < 2 {
		return nil, fmt.Errorf("not a verifier key")
	}
	stated, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	k := &key{name: parts[0], id: uint32(stated)}
	switch blob[0] {
	case typeEd25519:
		stock, err := note.NewVerifier(vkey)
		if err != nil {
			return nil, err
		}
		k.verify = stock.Verify
	case typeECDSA:
		err = k.becomeECDSA(blob[1:])
	case typeCosignature:
		err = k.becomeWitness(blob)
	default:
		err = fmt.Errorf("unknown key type %d", blob[0])
	}
	return k, err
}

// becomeECDSA: the key id is that of the key's DER alone (C2SP signed-note's exception for type 2).
func (k *key) becomeECDSA(der []byte) error {
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return err
	}
	public, ok := parsed.(*ecdsa.PublicKey)
	if !ok {
		return fmt.Errorf("not an ECDSA key")
	}
	if sum := sha256.Sum256(der); binary.BigEndian.Uint32(sum[:]) != k.id {
		return fmt.Errorf("the key id is not the key's")
	}
	k.verify = func(msg, sig []byte) bool {
		digest := sha256.Sum256(msg)
		return ecdsa.VerifyASN1(public, digest[:], sig)
	}
	return nil
}

// becomeWitness: C2SP tlog-cosignature v1, an eight-byte time before the signature and two lines before the signed text.
func (k *key) becomeWitness(blob []byte) error {
	if len(blob) != 1+ed25519.PublicKeySize {
		return fmt.Errorf("a witness key has 32 bytes")
	}
	sum := sha256.Sum256(append([]byte(k.name+"\n"), blob...))
	if binary.BigEndian.Uint32(sum[:]) != k.id {
		return fmt.Errorf("the key id is not the key's")
	}
	k.witness = true
	k.verify = func(msg, sig []byte) bool {
		if len(sig) != 8+ed25519.SignatureSize {
			return false
		}
		time := binary.BigEndian.Uint64(sig)
		if !ed25519.Verify(blob[1:], cosigned(time, msg), sig[8:]) {
			return false
		}
		k.time = time
		return true
	}
	return nil
}

func cosigned(time uint64, text []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), text...)
}

func verifiers(keys []*key) note.Verifiers {
	var list []note.Verifier
	for _, k := range keys {
		list = append(list, k)
	}
	return note.VerifierList(list...)
}

// checkpoint is a C2SP checkpoint whose signatures were verified.
type checkpoint struct {
	origin string
	tree   tlog.Tree
}

// openCheckpoint verifies a signed checkpoint. One of the keys must have signed it, all of them where all is set; a bad line of a known key
// is fatal, a line of an unknown key says nothing.
func openCheckpoint(signed []byte, keys []*key, all bool) (checkpoint, int, error) {
	n, err := note.Open(signed, verifiers(keys))
	if err != nil {
		return checkpoint{}, 0, err
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return checkpoint{}, 0, err
	}
	good := map[note.Signature]bool{}
	for _, s := range n.Sigs {
		good[note.Signature{Name: s.Name, Hash: s.Hash}] = true
	}
	logs := 0
	for _, k := range keys {
		signedIt := good[note.Signature{Name: k.name, Hash: k.id}]
		if all && !signedIt {
			return checkpoint{}, 0, fmt.Errorf("%s+%08x has not signed the checkpoint", k.name, k.id)
		}
		if signedIt && !k.witness {
			logs++
			if k.name != c.origin {
				return checkpoint{}, 0, fmt.Errorf("the key of %s signed a checkpoint of %s", k.name, c.origin)
			}
		}
	}
	if logs == 0 && !all {
		return checkpoint{}, 0, fmt.Errorf("no key of the log has signed the checkpoint")
	}
	return c, len(good), nil
}

func parseCheckpoint(text string) (checkpoint, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || lines[0] == "" {
		return checkpoint{}, fmt.Errorf("the checkpoint has too few lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return checkpoint{}, fmt.Errorf("the checkpoint's size is not a decimal number")
	}
	hash, err := tlog.ParseHash(lines[2])
	if err != nil || !bytes.Equal([]byte(hash.String()), []byte(lines[2])) {
		return checkpoint{}, fmt.Errorf("the checkpoint's root is not a hash")
	}
	for _, line := range lines[3:] {
		if line == "" {
			return checkpoint{}, fmt.Errorf("the checkpoint has an empty line")
		}
	}
	return checkpoint{lines[0], tlog.Tree{N: size, Hash: hash}}, nil
}
