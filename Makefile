# What a person types. `make test` is all that CI does.
GO ?= go
LINT_VERSION = v2.15.0
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)

run: ## the playground on http://127.0.0.1:8080
	$(GO) run ./cmd/bot

test: tools vet lint content ## everything: vet, lint, content, the benches, all tests with the race detector, real Redis, real browser
	BAKEN_REQUIRE_REDIS=1 BAKEN_REQUIRE_BROWSER=1 $(GO) test -race -count=1 ./...

unit: ## the tests alone, with what is there
	$(GO) test ./...

vet:
	$(GO) vet ./...
	cd bench && $(GO) vet ./... && $(GO) test ./...

lint: bin/golangci-lint
	bin/golangci-lint run

content: ## check every text of the library
	$(GO) run ./cmd/bot check

golden: ## rewrite the golden files
	$(GO) test ./internal/chat/... -update

learn: ## learn the library anew, after any change of it
	$(GO) generate ./internal/understand

bench: ## time one question; the other measures stand in bench/README.md
	$(GO) test -run '^$$' -bench . -benchmem ./internal/understand ./internal/schedule ./internal/store

image: ## the container image
	docker build -t baken .

tools: ## what the tests need from Debian, where it is missing
	@command -v redis-server >/dev/null || { $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends redis-server; }
	@command -v chromium >/dev/null || { $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends chromium; }

bin/golangci-lint:
	GOBIN=$(CURDIR)/bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)

.PHONY: run test unit vet lint content golden learn bench image tools
