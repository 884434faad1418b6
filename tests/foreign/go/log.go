package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/google/certificate-transparency/go/merkletree"
	"golang.org/x/mod/sumdb/tlog"
)

// height of C2SP tiles: 256 hashes.
const height = 8

var second = merkletree.NewMerkleVerifier(func(b []byte) []byte { h := sha256.Sum256(b); return h[:] })

var emptyRoot = tlog.Hash(sha256.Sum256(nil))

// folder is a log on disk, read the way TileHashReader asks for it.
type folder struct{ dir string }

func (f folder) Height() int                     { return height }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// path: C2SP leaves the height out and calls the data tiles entries.
func path(t tlog.Tile) string {
	p := "tile/" + strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
	return strings.Replace(p, "tile/data/", "tile/entries/", 1)
}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		var err error
		if data[i], err = os.ReadFile(filepath.Join(f.dir, path(t))); err != nil {
			return nil, err
		}
		if len(data[i]) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path(t), len(data[i]))
		}
	}
	return data, nil
}

// width of tile n of a level in a tree of that size; nothing where the tree has no such tile.
func width(size int64, level int, n int64) int {
	w := size>>uint(height*level) - n<<height
	switch {
	case w <= 0:
		return 0
	case w > 1<<height:
		return 1 << height
	}
	return int(w)
}

// hashes fetches every hash of every tile of the tree through TileHashReader, which proves them against the root (but see checkTiles).
func (f folder) hashes(tree tlog.Tree) ([][]tlog.Hash, error) {
	if tree.N == 0 {
		return nil, nil
	}
	var wanted []int64
	for level := 0; tree.N>>uint(height*level) > 0; level++ {
		for i := int64(0); i < tree.N>>uint(height*level); i++ {
			wanted = append(wanted, tlog.StoredHashIndex(height*level, i))
		}
	}
	proven, err := tlog.TileHashReader(tree, f).ReadHashes(wanted)
	if err != nil {
		return nil, err
	}
	var levels [][]tlog.Hash
	for level := 0; len(proven) > 0; level++ {
		n := tree.N >> uint(height*level)
		levels, proven = append(levels, proven[:n]), proven[n:]
	}
	return levels, nil
}

// entries reads the bundles of the tree: a big-endian length of two bytes before each entry.
func (f folder) entries(size int64) ([][]byte, error) {
	var all [][]byte
	for n := int64(0); n<<height < size; n++ {
		t := tlog.Tile{H: height, L: -1, N: n, W: width(size, 0, n)}
		bundle, err := os.ReadFile(filepath.Join(f.dir, path(t)))
		if err != nil {
			return nil, err
		}
		entries, err := unpack(bundle, t.W)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path(t), err)
		}
		all = append(all, entries...)
	}
	return all, nil
}

func unpack(bundle []byte, count int) ([][]byte, error) {
	var entries [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("the bundle ends within entry %d", len(entries))
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		entries, bundle = append(entries, bundle[2:end]), bundle[end:]
	}
	if len(entries) != count {
		return nil, fmt.Errorf("the bundle has %d entries instead of %d", len(entries), count)
	}
	return entries, nil
}

// leftovers compares what the tree did not need: partial tiles of earlier checkpoints must be beginnings of today's. It counts the files compared
// and those that only a larger tree could vouch for.
func (f folder) leftovers(size int64, levels [][]tlog.Hash, entries [][]byte) (compared, beyond int, err error) {
	err = filepath.Walk(filepath.Join(f.dir, "tile"), func(file string, info os.FileInfo, err error) error {
		if os.IsNotExist(err) && size == 0 {
			return nil
		}
		if err != nil || info.IsDir() {
			return err
		}
		rel, err := filepath.Rel(f.dir, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		asked := strings.Replace(name, "tile/entries/", "tile/data/", 1)
		t, err := tlog.ParseTilePath(strings.Replace(asked, "tile/", fmt.Sprintf("tile/%d/", height), 1))
		if err != nil || path(t) != name {
			return fmt.Errorf("%s is not the path of a tile", name)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		level := t.L
		if level < 0 {
			level = 0
		}
		if t.W > width(size, level, t.N) {
			beyond++
			return nil
		}
		compared++
		if !bytes.Equal(data, expected(t, levels, entries)) {
			return fmt.Errorf("%s is not what the checkpoint vouches for", name)
		}
		return nil
	})
	return compared, beyond, err
}

func expected(t tlog.Tile, levels [][]tlog.Hash, entries [][]byte) []byte {
	var data []byte
	for i := t.N << height; i < t.N<<height+int64(t.W); i++ {
		if t.L < 0 {
			data = append(data, byte(len(entries[i])>>8), byte(len(entries[i])))
			data = append(data, entries[i]...)
			continue
		}
		data = append(data, levels[t.L][i][:]...)
	}
	return data
}

// older reads the earlier checkpoints of the folder, smallest first; there need be none.
func (f folder) older() (sizes []int64, err error) {
	files, err := os.ReadDir(filepath.Join(f.dir, "checkpoints"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, file := range files {
		size, err := strconv.ParseInt(file.Name(), 10, 64)
		if err != nil || strconv.FormatInt(size, 10) != file.Name() {
			return nil, fmt.Errorf("checkpoints/%s is not named by a size", file.Name())
		}
		sizes = append(sizes, size)
	}
	sort.Slice(sizes, func(i, j int) bool { return sizes[i] < sizes[j] })
	return sizes, nil
}
