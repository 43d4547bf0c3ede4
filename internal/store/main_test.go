package store_test

import (
	"os"
	"testing"

	"github.com/baken-bot/baken/internal/store/storetest"
)

// TestMain runs the tests beside a cluster.
func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
