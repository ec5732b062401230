//! Takes out of the compiled module what this program never calls, but the compiler has to keep.
//!
//! Every erased view (`AnyView`) of tachys 0.2 carries two ways to be hydrated: at once, and as a future for code that
//! is still to be loaded. Piaf loads a page's code first and then hydrates at once (`frontend/src/lib.rs`). The bodies
//! of the other way are emptied here, before the module is split; what only they called goes with them.

use std::{collections::HashSet, ops::Range};

use wasmparser::{BinaryReader, CodeSectionReader, ImportSectionReader, Name, NameSectionReader, TypeRef};

use crate::Result;

/// `into_any::hydrate_async`, which makes the future, and the future's own body follow this in their symbols. Only these
/// two are named. The compiler merges functions of equal code, so what they call may be shared under a name that sounds
/// the same; each of these two ends in the id of its view's type, which nothing else does.
const NEVER_CALLED: &str = "_ZN53_$LT$T$u20$as$u20$tachys..view..any_view..IntoAny$GT$8into_any13hydrate_async";

/// What follows [`NEVER_CALLED`] in the symbol of the future's body.
const FUTURE: &str = "28_$u7b$$u7b$closure$u7d$$u7d$";

/// What follows both: the hash that ends a symbol.
const HASH: &str = "17h";

const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;

struct Section {
    id: u8,
    /// With its header.
    whole: Range<usize>,
    content: Range<usize>,
}

/// Empties those functions in a module that was linked with `--emit-relocs`. A call that happens all
/// the same would end the page's program, which every browser test sees.
pub fn trim(module: &[u8]) -> Result<Vec<u8>> {
    let sections = sections(module)?;
    let names = custom(module, &sections, "name")?.ok_or("the compiled module has no names")?;
    let relocations = custom(module, &sections, "reloc.CODE")?.ok_or("it has to be linked with --emit-relocs")?;
    let never_called = never_called(module, &names.1)?;
    let (code, bodies) = bodies(module, &sections)?;
    let emptied: Vec<_> = bodies
        .into_iter()
        .filter(|(function, _)| never_called.contains(function))
        .map(|(_, body)| body)
        .collect();
    if emptied.is_empty() {
        return Err("no view is hydrated step by step; where tachys leaves that out by itself, drop trim.rs".into());
    }

    let mut trimmed = module[..relocations.0.whole.start].to_vec();
    for body in &emptied {
        empty(&mut trimmed[body.clone()]);
    }
    let kept = keep_relocations(&module[relocations.1.clone()], relocations.1.start, |offset| {
        let place = code.start + offset as usize;
        let body = emptied.partition_point(|body| body.end <= place);
        emptied.get(body).is_none_or(|body| !body.contains(&place))
    })?;
    let name = &module[relocations.0.content.start..relocations.1.start];
    trimmed.push(CUSTOM);
    write_leb(&mut trimmed, name.len() + kept.len());
    trimmed.extend_from_slice(name);
    trimmed.extend_from_slice(&kept);
    trimmed.extend_from_slice(&module[relocations.0.whole.end..]);
    Ok(trimmed)
}

fn reader<'a>(module: &'a [u8], part: &Range<usize>) -> BinaryReader<'a> {
    BinaryReader::new(&module[part.clone()], part.start)
}

fn sections(module: &[u8]) -> Result<Vec<Section>> {
    /// The file's magic number and version.
    const START: usize = 8;
    let mut reader = reader(module, &(START..module.len()));
    let mut sections = Vec::new();
    while !reader.eof() {
        let start = reader.original_position();
        let id = reader.read_u8()?;
        let size = reader.read_var_u32()? as usize;
        let content = reader.original_position()..reader.original_position() + size;
        reader.read_bytes(size)?;
        sections.push(Section {
            id,
            whole: start..content.end,
            content,
        });
    }
    Ok(sections)
}

/// The custom section of this name and what stands in it behind the name.
fn custom<'a>(module: &[u8], sections: &'a [Section], name: &str) -> Result<Option<(&'a Section, Range<usize>)>> {
    for section in sections.iter().filter(|section| section.id == CUSTOM) {
        let mut reader = reader(module, &section.content);
        if reader.read_string()? == name {
            return Ok(Some((section, reader.original_position()..section.content.end)));
        }
    }
    Ok(None)
}

fn never_called(module: &[u8], names: &Range<usize>) -> Result<HashSet<u32>> {
    let is_never_called = |name: &str| {
        name.strip_prefix(NEVER_CALLED)
            .is_some_and(|rest| rest.strip_prefix(FUTURE).unwrap_or(rest).starts_with(HASH))
    };
    let mut found = HashSet::new();
    for part in NameSectionReader::new(reader(module, names)) {
        if let Name::Function(functions) = part? {
            for function in functions {
                let function = function?;
                if is_never_called(function.name) {
                    found.insert(function.index);
                }
            }
        }
    }
    Ok(found)
}

/// Where the code's section begins, and the body of every function, with the function's number.
fn bodies(module: &[u8], sections: &[Section]) -> Result<(Range<usize>, Vec<(u32, Range<usize>)>)> {
    let find = |id| sections.iter().find(|section| section.id == id);
    let mut number = 0;
    if let Some(imports) = find(IMPORT) {
        for import in ImportSectionReader::new(reader(module, &imports.content))?.into_imports() {
            number += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
        }
    }
    let code = find(CODE).ok_or("the module has no code")?.content.clone();
    let mut bodies = Vec::new();
    for body in CodeSectionReader::new(reader(module, &code))? {
        bodies.push((number, body?.range()));
        number += 1;
    }
    Ok((code, bodies))
}

/// Writes a body that only ends the program, of the same length.
fn empty(body: &mut [u8]) {
    const NO_LOCALS: u8 = 0;
    const UNREACHABLE: u8 = 0;
    const NOP: u8 = 1;
    const END: u8 = 0x0b;
    body.fill(NOP);
    if let [locals, first, .., last] = body {
        (*locals, *first, *last) = (NO_LOCALS, UNREACHABLE, END);
    }
}

/// The content of a section of relocations with those for whose offset `keep` answers yes.
fn keep_relocations(content: &[u8], start: usize, keep: impl Fn(u32) -> bool) -> Result<Vec<u8>> {
    let mut reader = BinaryReader::new(content, start);
    let section = reader.read_var_u32()?;
    let (mut count, mut kept) = (0, Vec::new());
    for _ in 0..reader.read_var_u32()? {
        let from = reader.original_position() - start;
        let entry: wasmparser::RelocationEntry = reader.read()?;
        if keep(entry.offset) {
            kept.extend_from_slice(&content[from..reader.original_position() - start]);
            count += 1;
        }
    }
    let mut written = Vec::new();
    write_leb(&mut written, section as usize);
    write_leb(&mut written, count);
    written.append(&mut kept);
    Ok(written)
}

/// A number in WASM's variable length: seven bits a byte, the lowest first.
fn write_leb(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, content: &[&[u8]]) -> Vec<u8> {
        let content = content.concat();
        let mut section = vec![id];
        write_leb(&mut section, content.len());
        section.extend(content);
        section
    }

    /// Two functions, one of this name, that each call an imported one; what is called is relocated.
    fn module(name: &str) -> Vec<u8> {
        let type_of_all = section(1, &[b"\x01\x60\x00\x00"]);
        let import = section(IMPORT, &[b"\x01\x01m\x01f\x00\x00"]);
        let functions = section(3, &[b"\x02\x00\x00"]);
        let body = b"\x08\x00\x10\x80\x80\x80\x80\x00\x0b";
        let code = section(CODE, &[b"\x02", body, body]);
        let relocations = section(
            CUSTOM,
            &[b"\x0areloc.CODE", b"\x03\x02", b"\x00\x04\x00", b"\x00\x0d\x00"],
        );
        let mut functions_names = b"\x02\x01".to_vec();
        write_leb(&mut functions_names, name.len());
        functions_names.extend(name.as_bytes());
        functions_names.extend(b"\x02\x04kept");
        let names = section(CUSTOM, &[b"\x04name", &section(1, &[&functions_names])]);
        [
            b"\0asm\x01\0\0\0".to_vec(),
            type_of_all,
            import,
            functions,
            code,
            relocations,
            names,
        ]
        .concat()
    }

    #[test]
    fn what_is_never_called_loses_its_body_and_its_relocations() -> Result<()> {
        for rest in [
            "17h0123456789abcdefE",
            "28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE",
        ] {
            let trimmed = trim(&module(&format!("{NEVER_CALLED}{rest}")))?;
            let sections = sections(&trimmed)?;
            let (_, bodies) = bodies(&trimmed, &sections)?;
            let [(1, emptied), (2, kept)] = &bodies[..] else {
                return Err(format!("{bodies:?}").into());
            };
            assert_eq!(trimmed[emptied.clone()], *b"\x00\x00\x01\x01\x01\x01\x01\x0b");
            assert_eq!(trimmed[kept.clone()], *b"\x00\x10\x80\x80\x80\x80\x00\x0b");
            let (_, relocations) = custom(&trimmed, &sections, "reloc.CODE")?.ok_or("no relocations")?;
            assert_eq!(trimmed[relocations], *b"\x03\x01\x00\x0d\x00");
            assert!(custom(&trimmed, &sections, "name")?.is_some());
        }
        Ok(())
    }

    #[test]
    fn a_module_without_these_functions_is_refused() {
        assert!(trim(&module("_ZN4core3ptr13drop_in_place17h0123456789abcdefE")).is_err());
        // What the future's body calls may be shared with others.
        assert!(trim(&module(&format!("{NEVER_CALLED}{FUTURE}{FUTURE}17h0123456789abcdefE"))).is_err());
    }
}
