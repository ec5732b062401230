# Two commands matter: `make run` and `make test`. The others are parts of them or rarer; `make help` lists all.

# Outside the checkout and shared by all of them, so that a second clone does not compile the dependencies again.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/piaf/target

# Where tools/setup puts npm's programs, a newer Node among them where the system's is old.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

# Read when a recipe runs: tools/setup may have found the compiler, or chosen another one, just before.
toolchain = $(addprefix RUSTUP_TOOLCHAIN=,$(shell cat "$(HOME)/.cache/piaf/toolchain" 2>/dev/null))
cargo = $(toolchain) cargo
programs = $(CARGO_TARGET_DIR)/$(shell $(toolchain) rustc -vV | sed -n 's/^host: //p')/release
browser = -p frontend --lib --target wasm32-unknown-unknown --config frontend/wasm.toml
# `make dev` sets this to --fast.
fast =
# Then the browser's half of our own crates (those that frontend/wasm.toml names) is compiled in many parts, and again only
# what changed. Libraries stay as they are, and are not compiled a second time.
ours = $(shell sed -n 's/^\[profile\.release\.package\.\(.*\)\]/\1/p' frontend/wasm.toml)
in_parts = --config profile.release.incremental=true \
	$(foreach one,$(ours),--config profile.release.package.$(one).codegen-units=256)

say = @printf '\033[1m== %s\033[0m\n'

.PHONY: run test dev build bench bench-refusals oracle soak aiortc demo sqlx help setup setup-test

run: build ## install what is missing, build, start Piaf and print its address
	@exec "$(programs)/piaf" serve

test: setup-test ## all checks and tests, in the order of their speed; fails when one part does
	$(say) 'Format'
	@$(cargo) fmt --all --check
	$(say) 'Order of the house'
	@tools/layers.mjs
	@tools/profiles.mjs
	$(say) 'Licences'
	@$(cargo) metadata --locked --format-version 1 | tools/licences.mjs
	$(say) 'Clippy (first time 6 minutes, later 1)'
	@$(cargo) clippy --locked --release --workspace --all-targets -- -D warnings
	$(say) 'Unit and HTTP tests (first time 15 minutes, later 3)'
	@times="$(CARGO_TARGET_DIR)/nextest/default/junit.xml"; rm -f "$$times"; \
		$(cargo) nextest run --release --workspace; code=$$?; \
		[ ! -f "$$times" ] || tools/slowest.mjs "$$times"; exit $$code
	@$(MAKE) --no-print-directory site
	$(say) 'Size budget'
	@"$(programs)/bundle" --check frontend/budget.json
	$(say) 'Browser tests (10 minutes)'
	@CI=1 CHROMIUM="$${CHROMIUM:-$$(command -v chromium chromium-browser google-chrome | head -n 1)}" \
		playwright test -c end2end
	@printf 'All tests passed%s.\n' "$$(tools/second-try)"

dev: setup ## build, start, and do both again whenever a file changes
	@$(toolchain) tools/dev "$(programs)/piaf"

build: setup site ## what `make run` does before it starts

.PHONY: site
site:
	$(say) 'Server'
	@$(toolchain) tools/progress.mjs cargo build --release --workspace
	$(say) 'Browser part'
	@$(toolchain) tools/progress.mjs cargo rustc --release $(browser) $(if $(fast),$(in_parts)) \
		-- -Clink-arg=--emit-relocs $(if $(fast),,-Clto=fat)
	$(say) 'Site (two minutes when something changed)'
	@"$(programs)/bundle" $(fast)

bench: build ## measure pages on an instance with many posts: time, queries, bytes; OLD=folder of an older piaf and site: beside it
	@$(toolchain) end2end/bench $(if $(OLD),compare "$(OLD)" $(POSTS),$(POSTS))

bench-refusals: build ## measure whether what is hidden can be told by time from what is missing
	@$(toolchain) end2end/bench refusals

oracle: setup-test ## look for leaks in thirty random instances: a million answers compared with the expectation of an independent rule
	@ORACLE_FIXTURES=$${ORACLE_FIXTURES:-30} $(cargo) nextest run --release --workspace --no-capture nothing_leaks

soak: build setup-test ## twenty minutes of mixed use, ten of them with the server and Postgres killed each minute: nothing may be lost
	@$(toolchain) end2end/soak/run

aiortc: build ## let an independent WebRTC client speak and listen in a space
	@$(toolchain) end2end/aiortc/run

demo: build ## fill an empty instance with fictional people, posts and pictures
	@"$(programs)/piaf" demo

sqlx: setup ## record the queries of server/store for builds without a database, after changing one
	@$(toolchain) tools/sqlx-prepare

setup: ## install what a build needs and is missing
	@tools/setup

setup-test:
	@tools/setup test

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1 - /p' Makefile | awk -F ' - ' '{ printf "make %-7s %s\n", $$1, $$2 }'
