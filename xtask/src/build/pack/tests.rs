use super::*;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, Function, FunctionSection, Instruction, MemArg,
    MemorySection, MemoryType, Module, TypeSection, ValType,
};

/// Two functions with an instruction of each sort, and data.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0).function(0);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let place = MemArg {
        offset: 300,
        align: 2,
        memory_index: 0,
    };
    let mut code = CodeSection::new();
    let mut first = Function::new([(200, ValType::I32), (1, ValType::F64)]);
    first
        .instruction(&Instruction::Block(BlockType::Empty))
        .instruction(&Instruction::LocalGet(7))
        .instruction(&Instruction::I32Load(place))
        .instruction(&Instruction::LocalSet(150))
        .instruction(&Instruction::I32Const(-1_000_000))
        .instruction(&Instruction::BrTable([0, 1, 0].as_slice().into(), 1))
        .instruction(&Instruction::End)
        .instruction(&Instruction::F64Const(0.1.into()))
        .instruction(&Instruction::LocalSet(200))
        .instruction(&Instruction::I32Const(0))
        .instruction(&Instruction::I32Const(1))
        .instruction(&Instruction::I32Store(place))
        .instruction(&Instruction::I32Const(0))
        .instruction(&Instruction::I32Const(0))
        .instruction(&Instruction::I32Const(0))
        .instruction(&Instruction::MemoryCopy {
            src_mem: 0,
            dst_mem: 0,
        })
        .instruction(&Instruction::Call(1))
        .instruction(&Instruction::End);
    code.function(&first);
    let mut second = Function::new([]);
    second.instruction(&Instruction::End);
    code.function(&second);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(8), *b"words");
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&memories);
    module.section(&code).section(&data);
    module.finish()
}

fn lengths(packed: &Packed) -> Vec<usize> {
    packed.parts.iter().map(Vec::len).collect()
}

#[test]
fn each_sort_goes_to_its_part() {
    let packed = pack(&module()).unwrap();
    let part = |part: Part| packed.parts[part as usize].as_slice();
    assert_eq!(part(Part::Read), [7]);
    assert_eq!(part(Part::Write), [0x96, 0x01, 0xc8, 0x01]);
    assert_eq!(part(Part::Call), [1]);
    assert_eq!(part(Part::Jump), [3, 0, 1, 0, 1]);
    assert_eq!(part(Part::Load), part(Part::Store));
    assert_eq!(part(Part::Other).len(), 8 + 2);
    assert!(part(Part::After).ends_with(b"words"));
    assert!(part(Part::Before).starts_with(b"\0asm"));
}

#[test]
fn nothing_is_lost_but_the_lengths_of_functions() {
    let module = module();
    let packed = pack(&module).unwrap();
    assert_eq!(lengths(&packed).iter().sum::<usize>(), module.len() - 2);
    assert!(packed.head.starts_with(MARK));
    assert_eq!(
        packed.pieces().map(<[u8]>::len).sum::<usize>(),
        packed.head.len() + module.len() - 2
    );
}

#[test]
fn an_instruction_of_unknown_form_is_refused_by_name() {
    let mut module = module();
    let call = module.len() - 20;
    let place = module[..call].iter().rposition(|byte| *byte == 0xfc);
    let place = place.unwrap();
    module[place] = 0xfd;
    let error = pack(&module).err().unwrap().to_string();
    assert!(error.contains("0xfd"), "{error}");
}
