#include "checker/sections.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <new>
#include <utility>
#include <zstd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace paxoscope::checker {

namespace {

constexpr std::size_t kNameBytes = 8;
constexpr std::size_t kBlockBytes = std::size_t{1} << 18U;
constexpr int kLevel = 1;  // what is stored is dense already; more effort gains a few per cent

using Name = std::array<char, kNameBytes>;

Name padded(std::string_view text) {
  assert(text.size() <= kNameBytes);
  Name name{};
  std::copy(text.begin(), text.end(), name.begin());
  return name;
}

std::uint64_t hash_of(const Name& name) { return XXH3_64bits(name.data(), name.size()); }

struct BlockHead {
  std::uint32_t bytes;
  std::uint32_t stored;
  std::uint64_t checksum;
};

std::uint64_t checksum(const BlockHead& head, const std::byte* stored, std::uint64_t name_hash,
                       std::uint64_t number) {
  // The lengths are part of it: a block is not to be taken for one of another length.
  const std::uint64_t lengths = (std::uint64_t{head.bytes} << 32U) | head.stored;
  return XXH3_64bits_withSeed(stored, head.stored, name_hash ^ (number * 0x9e3779b97f4a7c15U) ^ lengths);
}

std::uint64_t continued(std::uint64_t digest, std::uint64_t checksum) {
  return XXH3_64bits_withSeed(&checksum, sizeof checksum, digest);
}

}  // namespace

struct SectionWriter::Compressor {
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context{ZSTD_createCCtx(), &ZSTD_freeCCtx};
  std::vector<std::byte> stored = std::vector<std::byte>(ZSTD_compressBound(kBlockBytes));
};

SectionWriter::SectionWriter(FileWriter& file, std::string_view kind)
    : file_(file), compressor_(std::make_unique<Compressor>()), block_(kBlockBytes) {
  if (!compressor_->context) throw std::bad_alloc();
  const Name name = padded(kind);
  write(std::as_bytes(std::span(name)));
}

SectionWriter::~SectionWriter() = default;

void SectionWriter::begin(std::string_view name) {
  const Name padded_name = padded(name);
  name_hash_ = hash_of(padded_name);
  write(std::as_bytes(std::span(padded_name)));
}

void SectionWriter::put_bytes(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t count = std::min(bytes.size(), block_.size() - used_);
    std::memcpy(block_.data() + used_, bytes.data(), count);
    used_ += count;
    bytes = bytes.subspan(count);
    if (used_ == block_.size()) write_block(std::span(block_).first(std::exchange(used_, 0)));
  }
}

void SectionWriter::end() {
  if (used_ > 0) write_block(std::span(block_).first(std::exchange(used_, 0)));
  write_block({});
}

void SectionWriter::write_block(std::span<const std::byte> block) {
  std::span<const std::byte> stored = block;
  if (!block.empty()) {
    std::vector<std::byte>& room = compressor_->stored;
    const std::size_t size = ZSTD_compressCCtx(compressor_->context.get(), room.data(), room.size(),
                                               block.data(), block.size(), kLevel);
    if (ZSTD_isError(size) != 0)
      throw std::bad_alloc();  // there is room for anything, so that is all it can want
    if (size < block.size()) stored = std::span(room).first(size);
  }
  BlockHead head{static_cast<std::uint32_t>(block.size()), static_cast<std::uint32_t>(stored.size()), 0};
  head.checksum = checksum(head, stored.data(), name_hash_, blocks_++);
  digest_ = continued(digest_, head.checksum);
  write(std::as_bytes(std::span(&head, 1)));
  write(stored);
}

void SectionWriter::write(std::span<const std::byte> bytes) {
  file_.write(bytes);
  bytes_ += bytes.size();
}

struct SectionReader::Decompressor {
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context{ZSTD_createDCtx(), &ZSTD_freeDCtx};
};

SectionReader::SectionReader(FileReader& file, std::string path, std::string_view kind)
    : file_(file), path_(std::move(path)), decompressor_(std::make_unique<Decompressor>()) {
  if (!decompressor_->context) throw std::bad_alloc();
  Name name{};
  read(std::as_writable_bytes(std::span(name)));
  const Name wanted = padded(kind);
  if (std::equal(wanted.begin(), wanted.end() - 1, name.begin()) && name.back() != wanted.back() &&
      name.back() >= '0' && name.back() <= '9') {
    throw ForeignCheckpoint(path_ + ": it is of version " + name.back() +
                            " of the format, and this program knows version " + wanted.back());
  }
  if (name != wanted) damaged("it does not begin as such a file does");
}

SectionReader::~SectionReader() = default;

void SectionReader::begin(std::string_view name) {
  name_ = name;
  block_at_ = bytes_;
  Name found{};
  read(std::as_writable_bytes(std::span(found)));
  if (found != padded(name)) damaged("another section begins here");
  name_hash_ = hash_of(found);
  block_.clear();
  used_ = 0;
}

void SectionReader::get_bytes(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    if (used_ == block_.size() && !read_block()) damaged("the section ends too early");
    const std::size_t count = std::min(bytes.size(), block_.size() - used_);
    std::memcpy(bytes.data(), block_.data() + used_, count);
    used_ += count;
    bytes = bytes.subspan(count);
  }
}

void SectionReader::end() {
  if (used_ < block_.size() || read_block()) damaged("the section goes on where it should end");
}

void SectionReader::finish() {
  std::byte more{};
  name_.clear();
  block_at_ = bytes_;
  if (file_.read(std::span(&more, 1)) != 0) damaged("it goes on where it should end");
}

bool SectionReader::read_block() {
  block_at_ = bytes_;
  BlockHead head{};
  read(std::as_writable_bytes(std::span(&head, 1)));
  if (head.bytes > kBlockBytes || head.stored > head.bytes || (head.stored == 0) != (head.bytes == 0))
    damaged("the length of a block is wrong");
  stored_.resize(head.stored);
  read(stored_);
  if (checksum(head, stored_.data(), name_hash_, blocks_++) != head.checksum)
    damaged("the checksum is wrong");
  digest_ = continued(digest_, head.checksum);
  block_.resize(head.bytes);
  used_ = 0;
  if (head.stored == head.bytes) {
    std::copy(stored_.begin(), stored_.end(), block_.begin());
  } else {
    const std::size_t size = ZSTD_decompressDCtx(decompressor_->context.get(), block_.data(), block_.size(),
                                                 stored_.data(), stored_.size());
    if (ZSTD_isError(size) != 0 || size != block_.size()) damaged("what is stored does not decompress");
  }
  return head.bytes > 0;
}

void SectionReader::read(std::span<std::byte> bytes) {
  const std::size_t count = file_.read(bytes);
  bytes_ += count;
  if (count < bytes.size()) damaged("the file ends too early");
}

void SectionReader::damaged(const std::string& what) const {
  const std::string section = name_.empty() ? std::string() : "section '" + name_ + "', ";
  throw DamagedFile(path_ + ": " + section + "byte " + std::to_string(block_at_) + ": " + what);
}

}  // namespace paxoscope::checker
