//! Streams of a compound file ([MS-CFB]), the container of workbooks before 2007.
//!
//! Chains of sectors are followed at most as far as the file has sectors, so that one which runs in a circle ends.

const END_OF_CHAIN: u32 = 0xffff_fffe;
const RESERVED: u32 = 0xffff_fffa;
const MINI_SECTOR: usize = 64;
const ENTRY: usize = 128;

pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    cutoff: usize,
    directory: Vec<u8>,
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|chunk| u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]))
}

impl<'a> Compound<'a> {
    /// None where the file is no compound file, or broken before its first stream.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let cutoff = u32_at(bytes, 56)? as usize;
        let mut file = Self { bytes, sector, fat: Vec::new(), mini_fat: Vec::new(), mini: Vec::new(), cutoff, directory: Vec::new() };
        file.fat = file.allocation()?;
        file.directory = file.chain(u32_at(bytes, 48)?, usize::MAX);
        let (root, length) = (u32_at(&file.directory, 116)?, u32_at(&file.directory, 120)? as usize);
        file.mini = file.chain(root, length);
        file.mini_fat = numbers(&file.chain(u32_at(bytes, 60)?, usize::MAX)).collect();
        Some(file)
    }

    fn allocation(&self) -> Option<Vec<u32>> {
        let mut tables: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut left = self.bytes.len() / self.sector;
        while next < RESERVED && left > 0 {
            left -= 1;
            let mut more: Vec<u32> = numbers(self.sector(next)?).collect();
            next = more.pop()?;
            tables.extend(more);
        }
        let most = self.bytes.len() / self.sector + 1;
        let tables = tables.into_iter().filter(|id| *id < RESERVED).take(most);
        Some(tables.filter_map(|id| self.sector(id)).flat_map(numbers).take(most + self.sector / 4).collect())
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    fn chain(&self, start: u32, length: usize) -> Vec<u8> {
        let mut chain = Vec::new();
        let mut id = start;
        let mut left = self.bytes.len() / self.sector + 1;
        while id < RESERVED && chain.len() < length && left > 0 {
            let Some(sector) = self.sector(id) else { break };
            chain.extend_from_slice(&sector[..sector.len().min(length - chain.len())]);
            id = self.fat.get(id as usize).copied().unwrap_or(END_OF_CHAIN);
            left -= 1;
        }
        chain
    }

    fn mini_chain(&self, start: u32, length: usize) -> Vec<u8> {
        let mut chain = Vec::new();
        let mut id = start;
        let mut left = self.mini.len() / MINI_SECTOR + 1;
        while id < RESERVED && chain.len() < length && left > 0 {
            let at = id as usize * MINI_SECTOR;
            let Some(sector) = self.mini.get(at..(at + MINI_SECTOR).min(self.mini.len())) else { break };
            chain.extend_from_slice(&sector[..sector.len().min(length - chain.len())]);
            id = self.mini_fat.get(id as usize).copied().unwrap_or(END_OF_CHAIN);
            left -= 1;
        }
        chain
    }

    /// The stream of that name.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        let entry = self.directory.chunks_exact(ENTRY).find(|entry| entry.starts_with(&wanted))?;
        let (start, length) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
        Some(if length < self.cutoff { self.mini_chain(start, length) } else { self.chain(start, length) })
    }
}
