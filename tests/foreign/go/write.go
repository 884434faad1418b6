package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// vectors are proofs of x/mod over the entries of a log.
type vectors struct {
	Roots       []string      `json:"roots"` // by size, from 0
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
}

type inclusion struct {
	Size  int64       `json:"size"`
	Index int64       `json:"index"`
	Proof []tlog.Hash `json:"proof"`
}

type consistency struct {
	Old   int64       `json:"old"`
	Size  int64       `json:"size"`
	Proof []tlog.Hash `json:"proof"`
}

func prove(dir string, max int64) (interface{}, error) {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return nil, unclear("%s", err)
	}
	c, err := parseUnverified(signed)
	if err != nil {
		return nil, err
	}
	entries, err := folder{dir}.entries(c.tree.N)
	if err != nil {
		return nil, err
	}
	if max > c.tree.N {
		max = c.tree.N
	}
	tree, err := grow(entries)
	if err != nil {
		return nil, err
	}
	v := vectors{Inclusion: []inclusion{}, Consistency: []consistency{}}
	for size := int64(0); size <= max; size++ {
		root, err := tree.root(size)
		if err != nil {
			return nil, err
		}
		v.Roots = append(v.Roots, root.String())
		for i := int64(0); i < size; i++ {
			record, err := tlog.ProveRecord(size, i, tree)
			if err != nil {
				return nil, err
			}
			v.Inclusion = append(v.Inclusion, inclusion{size, i, some(record)})
			prefix, err := tlog.ProveTree(size, i+1, tree)
			if err != nil {
				return nil, err
			}
			v.Consistency = append(v.Consistency, consistency{i + 1, size, some(prefix)})
		}
	}
	return v, nil
}

// parseUnverified reads a checkpoint whose signatures do not matter.
func parseUnverified(signed []byte) (checkpoint, error) {
	_, err := note.Open(signed, nil)
	if unverified, ok := err.(*note.UnverifiedNoteError); ok {
		return parseCheckpoint(unverified.Note.Text)
	}
	return checkpoint{}, err
}

// some makes an empty proof an empty list in JSON.
func some(proof []tlog.Hash) []tlog.Hash {
	if proof == nil {
		return []tlog.Hash{}
	}
	return proof
}

// signer signs as a log or, where witness is set, as a witness with a fixed time.
type signer struct {
	name    string
	private ed25519.PrivateKey
	witness bool
}

const witnessTime = 1782864000

func newSigner(name, seed string, witness bool) signer {
	sum := sha256.Sum256([]byte(seed))
	return signer{name, ed25519.NewKeyFromSeed(sum[:]), witness}
}

func (s signer) blob() []byte {
	kind := byte(typeEd25519)
	if s.witness {
		kind = typeCosignature
	}
	return append([]byte{kind}, s.private.Public().(ed25519.PublicKey)...)
}

func (s signer) Name() string { return s.name }

func (s signer) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(s.name+"\n"), s.blob()...))
	return binary.BigEndian.Uint32(sum[:])
}

func (s signer) Sign(msg []byte) ([]byte, error) {
	if !s.witness {
		return ed25519.Sign(s.private, msg), nil
	}
	var time [8]byte
	binary.BigEndian.PutUint64(time[:], witnessTime)
	return append(time[:], ed25519.Sign(s.private, cosigned(witnessTime, msg))...), nil
}

func (s signer) vkey() string {
	return fmt.Sprintf("%s+%08x+%s", s.name, s.KeyHash(), base64.StdEncoding.EncodeToString(s.blob()))
}

type written struct {
	VKey        string `json:"vkey"`
	WitnessVKey string `json:"witnessVkey"`
	Time        uint64 `json:"time"`
}

// write makes a log whose keys come from the seed and whose entries are numbered; the last size is that of its checkpoint, the others are older.
func write(dir, name, seed string, sizes []string) (interface{}, error) {
	log, witness := newSigner(name, seed, false), newSigner("witness."+name, seed+" witness", true)
	var entries [][]byte
	before := int64(0)
	for _, s := range sizes {
		size, err := strconv.ParseInt(s, 10, 32)
		if err != nil || size < before {
			return nil, unclear("sizes must be numbers that grow: %s", s)
		}
		for i := before; i < size; i++ {
			entries = append(entries, []byte(fmt.Sprintf("entry %d of %s", i, name)))
		}
		tree, err := grow(entries)
		if err != nil {
			return nil, err
		}
		if err := writeTiles(dir, before, size, tree, entries); err != nil {
			return nil, err
		}
		root, err := tree.root(size)
		if err != nil {
			return nil, err
		}
		text := fmt.Sprintf("%s\n%d\n%s\n", name, size, root)
		signed, err := note.Sign(&note.Note{Text: text}, log, witness)
		if err != nil {
			return nil, err
		}
		for _, file := range []string{"checkpoint", "checkpoints/" + s} {
			if err := put(filepath.Join(dir, file), signed); err != nil {
				return nil, err
			}
		}
		before = size
	}
	return written{log.vkey(), witness.vkey(), witnessTime}, nil
}

// writeTiles writes what a tree of the new size needs and one of the old size did not have.
func writeTiles(dir string, before, size int64, tree memory, entries [][]byte) error {
	for _, t := range tlog.NewTiles(height, before, size) {
		if t.W != width(size, t.L, t.N) {
			continue // NewTiles offers every width on the way
		}
		data, err := tlog.ReadTileData(t, tree)
		if err != nil {
			return err
		}
		if err := put(filepath.Join(dir, path(t)), data); err != nil {
			return err
		}
		if t.L > 0 {
			continue
		}
		t.L = -1
		if err := put(filepath.Join(dir, path(t)), expected(t, nil, entries)); err != nil {
			return err
		}
	}
	return nil
}

func put(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o666)
}
