package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// memory is the tree rebuilt from the entries alone by x/mod, kept so that its proofs need no file.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		hashes[i] = m[x]
	}
	return hashes, nil
}

func grow(entries [][]byte) (memory, error) {
	var m memory
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, m)
		if err != nil {
			return nil, err
		}
		m = append(m, more...)
	}
	return m, nil
}

func (m memory) root(size int64) (tlog.Hash, error) {
	if size == 0 {
		return emptyRoot, nil
	}
	return tlog.TreeHash(size, m)
}

func checkLog(v *verdict, dir string, vkeys []string) error {
	keys, err := parseKeys(vkeys)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return unclear("%s", err)
	}
	newest, signatures, err := openCheckpoint(signed, keys, true)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	v.Size, v.Checks = newest.tree.N, signatures
	if newest.tree.N == 0 && newest.tree.Hash != emptyRoot {
		return fmt.Errorf("the empty tree has another root")
	}

	f := folder{dir}
	levels, err := f.hashes(newest.tree)
	if err != nil {
		return err
	}
	entries, err := f.entries(newest.tree.N)
	if err != nil {
		return err
	}
	for i, entry := range entries {
		if tlog.RecordHash(entry) != levels[0][i] {
			return fmt.Errorf("entry %d has another hash than its leaf", i)
		}
	}
	tree, err := grow(entries)
	if err != nil {
		return err
	}
	if err := checkTiles(tree, levels); err != nil {
		return err
	}
	compared, beyond, err := f.leftovers(newest.tree.N, levels, entries)
	if err != nil {
		return err
	}
	v.Checks, v.Beyond = v.Checks+compared+len(entries), beyond
	if err := checkInclusions(v, newest.tree, tree, entries); err != nil {
		return err
	}
	return checkOlder(v, f, newest, tree, keys)
}

// checkTiles compares every hash of the tiles with the tree of the entries. TileHashReader alone is not enough before x/mod 0.40 (CVE-2026-56865): where
// several of the subtrees that make up the root lie in one tile, it leaves the first tiles beneath unproven. Debian's is older.
func checkTiles(tree memory, levels [][]tlog.Hash) error {
	for level, hashes := range levels {
		for i, hash := range hashes {
			if hash != tree[tlog.StoredHashIndex(height*level, int64(i))] {
				return fmt.Errorf("hash %d of tile level %d is not that of the entries", i, level)
			}
		}
	}
	return nil
}

// checkInclusions proves each leaf to both libraries.
func checkInclusions(v *verdict, tree tlog.Tree, m memory, entries [][]byte) error {
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), m)
		if err != nil {
			return err
		}
		if err := checkInclusion(tree, int64(i), entry, proof); err != nil {
			return err
		}
		v.Checks += 2
	}
	return nil
}

func checkInclusion(tree tlog.Tree, index int64, entry []byte, proof []tlog.Hash) error {
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return fmt.Errorf("entry %d: %w", index, err)
	}
	// The second library counts leaves from one.
	if err := second.VerifyInclusionProof(index+1, tree.N, slices(proof), tree.Hash[:], entry); err != nil {
		return fmt.Errorf("entry %d, second library: %w", index, err)
	}
	return nil
}

// checkOlder proves to both libraries that each earlier checkpoint is a beginning of the newest.
func checkOlder(v *verdict, f folder, newest checkpoint, m memory, keys []*key) error {
	sizes, err := f.older()
	if err != nil {
		return err
	}
	for _, size := range sizes {
		signed, err := os.ReadFile(filepath.Join(f.dir, "checkpoints", strconv.FormatInt(size, 10)))
		if err != nil {
			return err
		}
		old, signatures, err := openCheckpoint(signed, keys, false)
		if err != nil {
			return fmt.Errorf("checkpoints/%d: %w", size, err)
		}
		if old.origin != newest.origin || old.tree.N != size || size > newest.tree.N {
			return fmt.Errorf("checkpoints/%d is of another log, another size, or larger than the newest", size)
		}
		if root, err := m.root(size); err != nil || root != old.tree.Hash {
			return fmt.Errorf("checkpoints/%d has another root than the entries (%v)", size, err)
		}
		v.Checks += signatures + 1
		if size == 0 {
			continue // nothing to be consistent with, and the libraries disagree on it
		}
		proof, err := tlog.ProveTree(newest.tree.N, size, m)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, newest.tree.N, newest.tree.Hash, size, old.tree.Hash); err != nil {
			return fmt.Errorf("checkpoints/%d: %w", size, err)
		}
		if err := second.VerifyConsistencyProof(size, newest.tree.N, old.tree.Hash[:], newest.tree.Hash[:], slices(proof)); err != nil {
			return fmt.Errorf("checkpoints/%d, second library: %w", size, err)
		}
		v.Checks += 2
	}
	return nil
}

func slices(hashes []tlog.Hash) [][]byte {
	s := make([][]byte, len(hashes))
	for i := range hashes {
		s[i] = hashes[i][:]
	}
	return s
}

// checkReceipt: C2SP tlog-proof v1. The extra line is not authenticated and not looked at.
func checkReceipt(v *verdict, file, entryFile string, vkeys []string) error {
	keys, err := parseKeys(vkeys)
	if err != nil {
		return err
	}
	receipt, err := os.ReadFile(file)
	if err != nil {
		return unclear("%s", err)
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return unclear("%s", err)
	}
	index, proof, signed, err := parseReceipt(receipt)
	if err != nil {
		return err
	}
	c, signatures, err := openCheckpoint(signed, keys, true)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if err := checkInclusion(c.tree, index, entry, proof); err != nil {
		return err
	}
	v.Size, v.Checks = c.tree.N, signatures+2
	return nil
}

func parseReceipt(receipt []byte) (index int64, proof []tlog.Hash, signed []byte, err error) {
	end := bytes.Index(receipt, []byte("\n\n"))
	if end < 0 {
		return 0, nil, nil, fmt.Errorf("the receipt has no checkpoint")
	}
	lines := strings.Split(string(receipt[:end]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, nil, fmt.Errorf("not a tlog-proof of version 1")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.Strict().DecodeString(lines[0][len("extra "):]); err != nil {
			return 0, nil, nil, err
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, nil, fmt.Errorf("the receipt has no index")
	}
	digits := lines[0][len("index "):]
	index, err = strconv.ParseInt(digits, 10, 64)
	if err != nil || index < 0 || strconv.FormatInt(index, 10) != digits {
		return 0, nil, nil, fmt.Errorf("the receipt's index is not a decimal number")
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, nil, err
		}
		proof = append(proof, hash)
	}
	return index, proof, receipt[end+2:], nil
}

func checkCosignatures(v *verdict, file string, vkeys []string) error {
	keys, err := parseKeys(vkeys)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(file)
	if err != nil {
		return unclear("%s", err)
	}
	c, signatures, err := openCheckpoint(signed, keys, true)
	if err != nil {
		return err
	}
	v.Size, v.Checks = c.tree.N, signatures
	for _, k := range keys {
		if !k.witness {
			return unclear("%s is not a witness's key", k.name)
		}
		v.Time = k.time
	}
	return nil
}

func checkNote(v *verdict, file string, vkeys []string) error {
	keys, err := parseKeys(vkeys)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(file)
	if err != nil {
		return unclear("%s", err)
	}
	n, err := note.Open(signed, verifiers(keys))
	if err == nil {
		v.Checks = len(n.Sigs)
	}
	return err
}

func checkSignature(parts ...string) error {
	var bytes [3][]byte
	for i, part := range parts {
		var err error
		if bytes[i], err = hex.DecodeString(part); err != nil {
			return unclear("%s", err)
		}
	}
	if len(bytes[0]) != ed25519.PublicKeySize || !ed25519.Verify(bytes[0], bytes[1], bytes[2]) {
		return fmt.Errorf("the signature does not verify")
	}
	return nil
}
